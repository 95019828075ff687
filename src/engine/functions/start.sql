-- Starts a run in the caller's transaction: rolled back with it, however long it is open. Returns the run's id; with a key
-- that is taken, the id of the run that holds it.
create or replace function pgdurable.start(
  flow text, params jsonb default '{}', key text default null, label text default null, priority int default null, at timestamptz default null
) returns uuid
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_version pgdurable.flow_version := pgdurable.find_flow(start.flow);
begin
  return pgdurable.enqueue(v_version, pgdurable.arguments_of(v_version, start.params, start.key, null), start.label, start.priority, start.at, null);
end
$$;
