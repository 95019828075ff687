-- Gives a generated function to those who call it, the engine's owner and the runner, and to nobody else.
create or replace function pgdurable.grant_function(p_signature text) returns void
language plpgsql
as $$
begin
  execute format('revoke all on function pgdurable_flows.%s from public', p_signature);
  execute format('grant execute on function pgdurable_flows.%s to %I', p_signature,
                 (select pg_get_userbyid(n.nspowner) from pg_catalog.pg_namespace n where n.nspname = 'pgdurable'));
  if exists (select 1 from pg_catalog.pg_roles r where r.rolname = 'pgdurable_runner') then
    execute format('grant execute on function pgdurable_flows.%s to pgdurable_runner', p_signature);
  end if;
end
$$;
