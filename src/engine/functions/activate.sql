-- The last statement of a migration: makes the version's batch function, gives rights, and makes the flow's name mean this
-- version, unless a later one (by number) has been deployed already.
create or replace function pgdurable.activate(p_flow text, p_version bigint, p_number int) returns void
language plpgsql
as $$
declare
  v_version pgdurable.flow_version;
  v_function text;
  v_engine_owner text := (select pg_get_userbyid(n.nspowner) from pg_catalog.pg_namespace n where n.nspname = 'pgdurable');
begin
  select v.* into strict v_version from pgdurable.flow_version v where v.version = p_version and v.flow = p_flow;
  perform pgdurable.create_batch(v_version.slice);
  foreach v_function in array array[
    format('%I(pgdurable.claim, pgdurable.limits)', v_version.slice),
    format('%I(pgdurable.claim[], pgdurable.limits)', v_version.slice || '_batch'),
    format('%I(jsonb, timestamptz)', v_version.slice || '_args')
  ] loop
    execute format('revoke all on function pgdurable_flows.%s from public', v_function);
    execute format('grant execute on function pgdurable_flows.%s to %I', v_function, v_engine_owner);
    if exists (select 1 from pg_catalog.pg_roles r where r.rolname = 'pgdurable_runner') then
      execute format('grant execute on function pgdurable_flows.%s to pgdurable_runner', v_function);
    end if;
  end loop;
  insert into pgdurable.flow as f (name, version, number) values (p_flow, p_version, p_number)
    on conflict (name) do update set version = excluded.version, number = excluded.number, deployed_at = clock_timestamp()
    where excluded.number > f.number;
  if found then
    perform pgdurable.set_schedules(v_version);
  end if;
end
$$;
