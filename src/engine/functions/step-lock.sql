-- The advisory lock that whoever runs a step of this run alone holds, shared, until the end of the transaction. It excludes
-- nobody: it tells which backends work for the run.
create or replace function pgdurable.step_lock(p_run uuid) returns bigint
language sql immutable parallel safe
as $$
  select pg_catalog.hashtextextended('pgdurable.step ' || p_run, 0)
$$;
