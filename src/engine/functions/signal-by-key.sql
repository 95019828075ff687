-- The same for the run that holds a key of its flow.
create or replace function pgdurable.signal_by_key(flow text, key text, name text, payload jsonb default '{}', id text default null) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_part smallint := pgdurable.part_of(pgdurable.new_run_id(pgdurable.key_hash(signal_by_key.flow, signal_by_key.key)));
  v_run uuid;
begin
  select k.run into v_run from pgdurable.live_key k where k.part = v_part and k.flow = signal_by_key.flow and k.key = signal_by_key.key;
  if not found then
    if not exists (select 1 from pgdurable.flow_version v where v.flow = signal_by_key.flow) then
      perform pgdurable.find_flow(signal_by_key.flow);
    end if;
    raise exception using errcode = 'PD003',
      message = format('no live run of flow %s has the key %s', signal_by_key.flow, coalesce(quote_literal(signal_by_key.key), 'null')),
      hint = 'The key is the text of the expression in the key clause; pgdurable.runs shows it.';
  end if;
  return pgdurable.signal(v_run, signal_by_key.name, signal_by_key.payload, signal_by_key.id);
end
$$;
