-- Ends a run whose mutex is held, when all its branches have stopped. Branches that nobody works on are removed; one that
-- somebody works on finds at its bookkeeping that the run is being closed, and rolls back. False: not all have stopped, or
-- somebody has the row of its slot.
create or replace function pgdurable.close_run(p_part smallint, p_run uuid, p_status smallint, p_error jsonb, p_now timestamptz) returns boolean
language plpgsql
as $$
declare
  v_token pgdurable.token;
begin
  for v_token in
    delete from pgdurable.token t
     where t.part = p_part and t.run = p_run and t.tok in (
       select b.tok from pgdurable.token b where b.part = p_part and b.run = p_run and b.tok > 0 for update skip locked)
    returning t.*
  loop
    perform pgdurable.book_cancelled(v_token, p_error, p_now);
  end loop;
  if exists (select 1 from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok > 0) then
    return false;
  end if;
  if not pgdurable.leave_slot(p_part, p_run, p_now) then
    return false;
  end if;
  delete from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = 0 returning t.* into v_token;
  perform pgdurable.book_cancelled(v_token, p_error, p_now);
  insert into pgdurable.done (part, run, finished_at, version, status, attempt, key, label, params, error, created_at, started_at, scheduled_at)
    values (p_part, p_run, p_now, v_token.version, p_status, v_token.attempt, v_token.key, v_token.label, v_token.params, p_error,
            v_token.created_at, v_token.started_at, v_token.scheduled_at);
  if v_token.deadline is not null or v_token.slot is not null then
    perform pgdurable.drop_own_pokes(p_part, array[p_run]);
  end if;
  delete from pgdurable.binding b where b.part = p_part and b.run = p_run;
  delete from pgdurable.inbox i where i.part = p_part and i.run = p_run and i.kind = 'signal';
  delete from pgdurable.live_key k
   using pgdurable.flow_version v
   where v.version = v_token.version and k.part = p_part and k.flow = v.flow and k.key = v_token.key and k.run = p_run;
  return true;
end
$$;
