-- Cancels the statements of the backends that run a step of this run alone; nothing when there are none.
create or replace function pgdurable.cancel_step(p_run uuid) returns void
language plpgsql
as $$
declare
  v_lock bigint := pgdurable.step_lock(p_run);
begin
  perform pg_cancel_backend(l.pid)
     from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and l.classid::bigint = (v_lock >> 32) & 4294967295 and l.objid::bigint = v_lock & 4294967295
      and l.pid <> pg_backend_pid();
exception
  when insufficient_privilege then
    -- A runner that logs in as another role: its step comes to its own end, and the message waits for that.
    null;
end
$$;
