-- After a deployment: where a flow's limit has been raised, runs that wait begin.
create or replace function pgdurable.open_slots(p_flow text) returns void
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
  v_slot record;
begin
  for v_slot in
    select s.part, s.val from generate_series(0, pgdurable.parts() - 1) p(part) join pgdurable.slot s on s.part = p.part::smallint
     where s.flow = p_flow order by s.part, s.val
  loop
    perform pgdurable.lock_slot(v_slot.part, p_flow, v_slot.val);
    perform pgdurable.hand_out(v_slot.part, p_flow, v_slot.val, v_now);
  end loop;
end
$$;
