-- Nobody but the two roles and the owner may touch the engine.
revoke all on schema pgdurable, pgdurable_flows from public;
revoke all on all functions in schema pgdurable from public;
revoke all on all procedures in schema pgdurable from public;
do $$
begin
  if exists (select 1 from pg_catalog.pg_roles r where r.rolname = 'pgdurable_runner') then
    grant usage on schema pgdurable, pgdurable_flows to pgdurable_runner;
    grant select, insert, update, delete on all tables in schema pgdurable to pgdurable_runner;
    grant execute on all functions in schema pgdurable to pgdurable_runner;
    grant execute on all procedures in schema pgdurable to pgdurable_runner;
    revoke execute on function pgdurable.activate(text, bigint, int), pgdurable.create_batch(text), pgdurable.grant_function(text),
      pgdurable.retire(text), pgdurable.drop_triggers(text, bigint), pgdurable.set_triggers(pgdurable.flow_version) from pgdurable_runner;
  end if;
  if exists (select 1 from pg_catalog.pg_roles r where r.rolname = 'pgdurable_client') then
    grant usage on schema pgdurable to pgdurable_client;
    grant select on pgdurable.runs, pgdurable.steps, pgdurable.flows, pgdurable.node, pgdurable.edge, pgdurable.config to pgdurable_client;
    grant execute on function pgdurable.start(text, jsonb, text, text, int, timestamptz), pgdurable.start_many(text, jsonb[], text),
      pgdurable.cancel(uuid, text), pgdurable.signal(uuid, text, jsonb, text),
      pgdurable.signal_by_key(text, text, text, jsonb, text), pgdurable.now(), pgdurable.engine_version(), pgdurable.parts(),
      pgdurable.render(jsonb, pgdurable.value) to pgdurable_client;
  end if;
end
$$;
