/**
 * Flows whose steps write down that they were there, into a table that would take the same line twice. Together they take
 * every way through the engine: one slice, several, branches in a slice and as tokens, sleeps, failed attempts, steps that
 * are too slow for a batch. `hold(..)` is a point at which a test can keep them (hold-points.ts).
 */
export const LEDGER_SCHEMA = `
CREATE TABLE ledger (run uuid, step text, at timestamptz DEFAULT clock_timestamp());

CREATE TABLE held (point text, backend int);

-- Stays while a test holds this point: for every backend, or for one. The lock excludes nobody, it tells who is here.
CREATE FUNCTION hold(p_point text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM public.held h WHERE h.point = p_point AND coalesce(h.backend, pg_backend_pid()) = pg_backend_pid()) THEN
    PERFORM pg_advisory_xact_lock_shared(4711, hashtext(p_point));
    WHILE EXISTS (SELECT FROM public.held h WHERE h.point = p_point AND coalesce(h.backend, pg_backend_pid()) = pg_backend_pid()) LOOP
      PERFORM pg_sleep(0.005);
    END LOOP;
  END IF;
END $$;

-- In a batch, and in the same one after a commit: statement_timestamp() stands still for a CALL, now() does not.
CREATE FUNCTION hold_step() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_query() LIKE '%run_alone%' THEN
    PERFORM public.hold('alone: before the step');
  ELSE
    PERFORM public.hold('batch: before the step');
    IF now() > statement_timestamp() THEN
      PERFORM public.hold('batch: after a commit');
    END IF;
  END IF;
END $$;

CREATE FUNCTION hold_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_query() LIKE '%run_alone%' THEN
    PERFORM public.hold('alone: after the step, before its commit');
  ELSIF current_query() LIKE '%pgdurable.work%' THEN
    PERFORM public.hold('batch: after the step, before its commit');
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION fail_first(p_attempt int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF p_attempt = 1 THEN
    RAISE EXCEPTION 'not yet' USING ERRCODE = 'XX999';
  END IF;
END $$;
`;

/** After the engine is there: its tables are watched for the moment between a step and its commit. */
export const LEDGER_TRIGGERS = `
CREATE TRIGGER hold_books AFTER INSERT ON pgdurable.done FOR EACH STATEMENT EXECUTE FUNCTION public.hold_books();
CREATE TRIGGER hold_books AFTER UPDATE ON pgdurable.token FOR EACH STATEMENT EXECUTE FUNCTION public.hold_books();
`;

const step = (label: string, more = ''): string =>
  `${label}: sql { INSERT INTO ledger (run, step) SELECT $run.id, '${label}' FROM hold_step()${more} }`;

const sequence = `flow sequence (n int) {
  ${step('a')}
  >> bind b = sql { INSERT INTO ledger (run, step) SELECT $run.id, 'b' FROM hold_step() RETURNING step }
  >> sql { INSERT INTO ledger (run, step) SELECT $run.id, chr(ascii($b.step) + 1) FROM hold_step() }
}`;

const choice = `flow choice (n int) {
  bind rest = sql { INSERT INTO ledger (run, step) SELECT $run.id, 'first' FROM hold_step() RETURNING $n % 3 AS n }
  >> when ($rest.n = 0) { ${step('zero')} }
     else when ($rest.n = 1) { sleep 10ms >> ${step('one')} }
     else { ${step('two')} }
  >> ${step('last')}
}`;

const together = `flow together (n int) {
  ${step('first')}
  >> ( ${step('left')} & ( ${step('mid')} >> ${step('mid_2')} ) & ${step('right')} )
  >> ${step('last')}
}`;

const apart = `flow apart (n int) {
  ${step('first')}
  >> ( ( ${step('left')} >> sleep 20ms >> ${step('left_2')} )
     & ( sleep 10ms >> ${step('mid')} )
     & ( ${step('right')} >> ( ( sleep 5ms >> ${step('right_2')} ) & ( sleep 15ms >> ${step('right_3')} ) ) ) )
  >> ${step('last')}
}`;

const sleeping = `flow sleeping (n int) {
  ${step('a')}
  >> sleep 30ms
  >> ${step('b')}
  >> sleep ((20 + $n % 20) * interval '1 ms')
  >> ${step('c')}
}`;

const retrying = `flow retrying (n int) {
  ${step('a')}
  >> flaky: sql {
       INSERT INTO ledger (run, step) SELECT $run.id, 'flaky' FROM hold_step();
       SELECT fail_first($step.attempt)
     } retry 3 backoff 10ms
  >> ${step('c')}
}`;

/** A few of its runs are too slow for a batch, which is interrupted; after the first of them the step runs alone for everybody. */
const slow = `flow slow (n int) {
  ${step('a')}
  >> ${step('late', `, pg_sleep(CASE WHEN $n % 250 = 0 THEN 1.2 ELSE 0 END)`)}
  >> ${step('c')}
}`;

export const LEDGER_FLOWS = [sequence, choice, together, apart, sleeping, retrying, slow].join('\n\n');

/** What a run with parameter `n` leaves in the ledger, in alphabetical order. */
export const EXPECTED_STEPS: Readonly<Record<string, (n: number) => readonly string[]>> = {
  sequence: () => ['a', 'b', 'c'],
  choice: (n) => ['first', 'last', ['zero', 'one', 'two'][n % 3] as string].sort(),
  together: () => ['first', 'last', 'left', 'mid', 'mid_2', 'right'],
  apart: () => ['first', 'last', 'left', 'left_2', 'mid', 'right', 'right_2', 'right_3'],
  sleeping: () => ['a', 'b', 'c'],
  retrying: () => ['a', 'c', 'flaky'],
  slow: () => ['a', 'c', 'late'],
};
