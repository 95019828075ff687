-- Gives the free slots of a value to the runs that wait first. The row of the value is locked; the limit is that of the version
-- that the flow's name means now, so that a deployment which raises it lets more runs begin.
create or replace function pgdurable.hand_out(p_part smallint, p_flow text, p_val text, p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_slot pgdurable.slot;
  v_next pgdurable.slot_wait;
  v_limit int;
begin
  select v.run_limit into v_limit from pgdurable.flow f join pgdurable.flow_version v on v.version = f.version where f.name = p_flow;
  if not found then
    select v.run_limit into v_limit from pgdurable.flow_version v where v.flow = p_flow order by v.created_at desc limit 1;
  end if;
  select s.* into v_slot from pgdurable.slot s where s.part = p_part and s.flow = p_flow and s.val = p_val;
  loop
    if v_slot.held >= v_limit then
      exit;
    end if;
    select w.* into v_next from pgdurable.slot_wait w
     where w.part = p_part and w.flow = p_flow and w.val = p_val
       and (w.rank, w.since, w.run) >= (v_slot.rank, v_slot.since, v_slot.run)
     order by w.rank, w.since, w.run limit 1;
    if not found then
      exit;
    end if;
    delete from pgdurable.slot_wait w
     where w.part = p_part and w.flow = p_flow and w.val = p_val and w.rank = v_next.rank and w.since = v_next.since and w.run = v_next.run;
    v_slot.rank := v_next.rank; v_slot.since := v_next.since; v_slot.run := v_next.run;
    if pgdurable.give_slot(v_next.run, p_now) then
      v_slot.held := v_slot.held + 1;
    end if;
  end loop;
  if v_slot.held = 0 then
    delete from pgdurable.slot s where s.part = p_part and s.flow = p_flow and s.val = p_val;
  else
    update pgdurable.slot s set held = v_slot.held, rank = v_slot.rank, since = v_slot.since, run = v_slot.run
     where s.part = p_part and s.flow = p_flow and s.val = p_val;
  end if;
end
$$;
