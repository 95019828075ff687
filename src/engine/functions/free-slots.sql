-- Takes back the slots of runs that have ended, one for each version and value, and hands them on.
create or replace function pgdurable.free_slots(p_versions bigint[], p_vals text[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_slot record;
begin
  for v_slot in
    select pgdurable.slot_part(v.flow, e.val) as part, v.flow, e.val, count(*)::int as ended
      from unnest(p_versions, p_vals) e(version, val) join pgdurable.flow_version v on v.version = e.version
     group by v.flow, e.val order by 1, 2, 3
  loop
    update pgdurable.slot s set held = s.held - v_slot.ended where s.part = v_slot.part and s.flow = v_slot.flow and s.val = v_slot.val;
    perform pgdurable.hand_out(v_slot.part, v_slot.flow, v_slot.val, p_now);
  end loop;
end
$$;
