/**
 * The bound: the three UPDATEs and one result row of each workflow, one commit for `per_commit` of them, nothing else. What
 * an engine needs beyond that is its cost.
 */
export const BOUND_SQL = `
  CREATE TABLE bound_result (id uuid PRIMARY KEY, at timestamptz NOT NULL, params jsonb NOT NULL);
  CREATE PROCEDURE bound(runs int, keys int, per_commit int) LANGUAGE plpgsql AS $$
  DECLARE a bigint; b bigint; c bigint;
  BEGIN
    FOR i IN 1 .. runs LOOP
      a := 1 + floor(random() * keys); b := 1 + floor(random() * keys); c := 1 + floor(random() * keys);
      UPDATE acct SET n = n + 1 WHERE id = a;
      UPDATE acct SET n = n + 1 WHERE id = b;
      UPDATE acct SET n = n + 1 WHERE id = c;
      INSERT INTO bound_result VALUES (gen_random_uuid(), clock_timestamp(), jsonb_build_object('a', a, 'b', b, 'c', c));
      IF i % per_commit = 0 THEN COMMIT; END IF;
    END LOOP;
  END $$;`;
