-- Cancels the statements of the backends that run a step of this run alone, where `p_below` is not null only of tokens below
-- that one; nothing when there are none.
create or replace function pgdurable.cancel_step(p_part smallint, p_run uuid, p_below bigint) returns void
language plpgsql
as $$
declare
  v_locks bigint[];
begin
  select array_agg(pgdurable.step_lock(t.run, t.tok)) into v_locks
    from pgdurable.token t
   where t.part = p_part and t.run = p_run and t.tok >= 0 and (p_below is null or p_below = any (t.path));
  perform pg_cancel_backend(l.pid)
     from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = any (v_locks)
      and l.pid <> pg_backend_pid();
exception
  when insufficient_privilege then
    -- A runner that logs in as another role: its step comes to its own end, and the message waits for that.
    null;
end
$$;
