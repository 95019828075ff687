-- Takes a run that is being closed, and whose mutex is held, out of the line for a slot, or takes its slot back and hands it on.
-- False: somebody has the row of the value; it is only tried, since more runs may be closed in this transaction.
create or replace function pgdurable.leave_slot(p_part smallint, p_run uuid, p_now timestamptz) returns boolean
language plpgsql
as $$
declare
  v_run record;
  v_part smallint;
begin
  select t.lane, t.prio, t.due, t.slot, v.flow into v_run
    from pgdurable.token t join pgdurable.flow_version v on v.version = t.version
   where t.part = p_part and t.run = p_run and t.tok = 0;
  if v_run.slot is null or v_run.lane = 5 and exists (
       select 1 from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = pgdurable.poke_number('slot wanted')) then
    return true;
  end if;
  v_part := pgdurable.slot_part(v_run.flow, v_run.slot);
  perform 1 from pgdurable.slot s where s.part = v_part and s.flow = v_run.flow and s.val = v_run.slot for no key update skip locked;
  if not found then
    return not exists (select 1 from pgdurable.slot s where s.part = v_part and s.flow = v_run.flow and s.val = v_run.slot);
  end if;
  if v_run.lane = 5 and not exists (
       select 1 from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = pgdurable.poke_number('slot given')) then
    delete from pgdurable.slot_wait w
     where w.part = v_part and w.flow = v_run.flow and w.val = v_run.slot and w.rank = -v_run.prio and w.since = v_run.due and w.run = p_run;
    return true;
  end if;
  update pgdurable.slot s set held = s.held - 1 where s.part = v_part and s.flow = v_run.flow and s.val = v_run.slot;
  perform pgdurable.hand_out(v_part, v_run.flow, v_run.slot, p_now);
  return true;
end
$$;
