-- Asks for a run's cancellation in the caller's transaction. False: the run had ended already. A step that is running at
-- that moment may still commit; no later one does.
create or replace function pgdurable.cancel(run uuid, reason text default null) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_part smallint := pgdurable.part_of(cancel.run);
begin
  if exists (select 1 from pgdurable.token t where t.part = v_part and t.run = cancel.run and t.tok = 0) then
    perform pgdurable.send(cancel.run, 'cancel', jsonb_build_object('code', 'cancelled', 'message', coalesce(cancel.reason, 'cancelled')));
    return true;
  end if;
  if exists (select 1 from pgdurable.done d where d.part = v_part and d.run = cancel.run) then
    return false;
  end if;
  raise exception using errcode = 'PD003', message = format('there is no run %s', cancel.run);
end
$$;
