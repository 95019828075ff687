-- A uuid in order of time (version 7) whose last two bytes are `p_hash` (0..65535): they determine the part.
create or replace function pgdurable.new_run_id(p_hash int) returns uuid
language sql volatile parallel safe
as $$
  select (pg_catalog.substr(t.ms, 1, 8) || '-' || pg_catalog.substr(t.ms, 9, 4) || '-7' || pg_catalog.substr(t.random, 16, 17)
          || pg_catalog.lpad(pg_catalog.to_hex(p_hash), 4, '0'))::uuid
    from (select pg_catalog.lpad(pg_catalog.to_hex((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint), 12, '0') as ms,
                 pg_catalog.gen_random_uuid()::text as random) t
$$;
