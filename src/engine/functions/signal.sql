-- Sends a signal to a run in the caller's transaction: rolled back with it. False: one with this id has been sent before.
-- Inserts only: a step of a running flow may call it.
create or replace function pgdurable.signal(run uuid, name text, payload jsonb default '{}', id text default null) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_part smallint := pgdurable.part_of(signal.run);
  v_version bigint;
  v_status smallint;
begin
  select t.version into v_version from pgdurable.token t where t.part = v_part and t.run = signal.run and t.tok = 0;
  if found then
    return pgdurable.send_signal(v_part, signal.run, v_version, signal.name, signal.payload, signal.id);
  end if;
  select d.status into v_status from pgdurable.done d where d.part = v_part and d.run = signal.run;
  if found then
    raise exception using errcode = 'PD005', message = format('run %s has ended', signal.run),
      hint = format('It is %s: nothing of it awaits a signal any more.', (array['completed', 'failed', 'cancelled'])[v_status]);
  end if;
  raise exception using errcode = 'PD003', message = format('there is no run %s', signal.run),
    hint = 'Runs are in pgdurable.runs until their time of retention is over.';
end
$$;
