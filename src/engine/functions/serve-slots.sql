-- Serves pokes of runs that want a slot, or have been given one while somebody had their mutex. Who wants one waits in line, and
-- then the free slots are handed out: so priority counts among those that come together.
create or replace function pgdurable.serve_slots(p_part smallint, p_runs uuid[], p_toks bigint[], p_tries int[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_run record;
  v_waiting pgdurable.slot_wait[] := '{}';
  v_slot record;
begin
  for i in 1 .. cardinality(p_runs) loop
    select t.lane, t.prio, t.due, t.slot, v.flow into v_run
      from pgdurable.token t join pgdurable.flow_version v on v.version = t.version
     where t.part = p_part and t.run = p_runs[i] and t.tok = 0 for no key update of t skip locked;
    if not found and exists (select 1 from pgdurable.token t where t.part = p_part and t.run = p_runs[i] and t.tok = 0) then
      perform pgdurable.poke_again(p_part, p_runs[i], p_toks[i], p_tries[i], p_now);
      continue;
    end if;
    perform pgdurable.drop_poke(p_part, p_runs[i], p_toks[i]);
    continue when v_run.lane is distinct from 5;
    if p_toks[i] = pgdurable.poke_number('slot given') then
      update pgdurable.token t set lane = 0, due = p_now where t.part = p_part and t.run = p_runs[i] and t.tok = 0;
    else
      v_waiting := v_waiting || row(pgdurable.slot_part(v_run.flow, v_run.slot), v_run.flow, v_run.slot, -v_run.prio, v_run.due,
                                    p_runs[i])::pgdurable.slot_wait;
    end if;
  end loop;
  for v_slot in
    select w.part, w.flow, w.val, array_agg(w::pgdurable.slot_wait) as waiting from unnest(v_waiting) w
     group by w.part, w.flow, w.val order by w.part, w.flow, w.val
  loop
    perform pgdurable.lock_slot(v_slot.part, v_slot.flow, v_slot.val);
    insert into pgdurable.slot_wait (part, flow, val, rank, since, run)
    select w.part, w.flow, w.val, w.rank, w.since, w.run from unnest(v_slot.waiting) w;
    update pgdurable.slot s set rank = w.rank, since = w.since, run = w.run
      from (select f.rank, f.since, f.run from unnest(v_slot.waiting) f order by f.rank, f.since, f.run limit 1) w
     where s.part = v_slot.part and s.flow = v_slot.flow and s.val = v_slot.val
       and (s.rank is null or (w.rank, w.since, w.run) < (s.rank, s.since, s.run));
    perform pgdurable.hand_out(v_slot.part, v_slot.flow, v_slot.val, p_now);
  end loop;
end
$$;
