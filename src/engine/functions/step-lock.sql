-- The advisory lock that whoever runs a step of this token alone holds, shared, until the end of the transaction. It excludes
-- nobody: it tells which backends work for the token.
create or replace function pgdurable.step_lock(p_run uuid, p_tok bigint) returns bigint
language sql immutable parallel safe
as $$
  select pg_catalog.hashtextextended('pgdurable.step ' || p_run || ' ' || p_tok, 0)
$$;
