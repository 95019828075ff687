-- The last statement of a migration: makes the version's batch function, gives rights, and makes the flow's name mean this
-- version, unless a later one (by number) has been deployed already.
create or replace function pgdurable.activate(p_flow text, p_version bigint, p_number int) returns void
language plpgsql
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_version pgdurable.flow_version;
begin
  select v.* into strict v_version from pgdurable.flow_version v where v.version = p_version and v.flow = p_flow;
  perform pgdurable.create_batch(v_version.slice);
  perform pgdurable.grant_function(format('%I(pgdurable.claim, pgdurable.limits)', v_version.slice));
  perform pgdurable.grant_function(format('%I(jsonb, timestamptz)', v_version.slice || '_args'));
  if exists (select 1 from pgdurable.node n where n.version = p_version and n.signal is not null) then
    perform pgdurable.grant_function(format('%I(text, jsonb)', v_version.slice || '_inbox'));
  end if;
  if exists (select 1 from pgdurable.flow f where f.name = p_flow and f.number = p_number and f.version <> p_version) then
    raise exception using message = format('number %s of flow %s is another version already', p_number, p_flow),
      hint = 'Two changes were made side by side: compile the flow again for the next number.';
  end if;
  insert into pgdurable.flow as f (name, version, number, deployed_at) values (p_flow, p_version, p_number, v_now)
    on conflict (name) do update set version = excluded.version, number = excluded.number, deployed_at = excluded.deployed_at
    where excluded.number > f.number;
  if found then
    perform pgdurable.set_schedules(v_version);
    perform pgdurable.open_slots(p_flow);
    perform pgdurable.set_triggers(v_version);
  end if;
end
$$;
