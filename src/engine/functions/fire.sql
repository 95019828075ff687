-- Fires a schedule under its row lock: one run per element of `p_fires`, and the new next fire time, in one transaction.
-- Returns the number of runs started; -1 when another runner was first. `p_passed_over`: some missed fire times before `p_next`
-- are not in `p_fires`; while the others wait for a run, seen_at keeps telling them apart.
create or replace function pgdurable.fire(p_flow text, p_idx int, p_expected timestamptz, p_fires timestamptz[], p_next timestamptz,
                                          p_passed_over boolean default false) returns int
language plpgsql
as $$
declare
  v_schedule pgdurable.schedule;
  v_version pgdurable.flow_version;
  v_now timestamptz := pgdurable.now();
  v_fire timestamptz;
  v_part smallint;
  v_run uuid;
  v_started int := 0;
  v_waits boolean := false;
begin
  select s.* into v_schedule from pgdurable.schedule s where s.flow = p_flow and s.idx = p_idx for update;
  if not found or v_schedule.next_fire is distinct from p_expected then
    return -1;
  end if;
  v_version := pgdurable.find_flow(p_flow);
  foreach v_fire in array coalesce(p_fires, '{}') loop
    v_part := pgdurable.part_of(pgdurable.new_run_id(pgdurable.key_hash(p_flow, extract(epoch from v_fire)::text)));
    continue when exists (
      select 1 from pgdurable.schedule_fire f where f.part = v_part and f.flow = p_flow and f.idx = p_idx and f.fire = v_fire);
    if v_schedule.overlap <> 'allow' and v_schedule.last_run is not null and exists (
      select 1 from pgdurable.token t
       where t.part = pgdurable.part_of(v_schedule.last_run) and t.run = v_schedule.last_run and t.tok = 0
    ) then
      if v_schedule.overlap = 'queue' then
        p_next := v_fire;
        v_waits := true;
        exit;
      end if;
      continue;
    end if;
    v_run := pgdurable.enqueue(v_version, pgdurable.arguments_of(v_version, '{}', null, v_fire), null, null, null, v_fire);
    insert into pgdurable.schedule_fire (part, flow, idx, fire, run) values (v_part, p_flow, p_idx, v_fire, v_run);
    v_schedule.last_run := v_run;
    v_started := v_started + 1;
  end loop;
  update pgdurable.schedule s
     set next_fire = p_next, last_run = v_schedule.last_run,
         seen_at = case when v_waits and p_passed_over then s.seen_at else v_now end
   where s.flow = p_flow and s.idx = p_idx;
  return v_started;
end
$$;
