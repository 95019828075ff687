-- Locks the row of a value of a flow's `limit`, which is made where there is none. Several are locked in the order of part,
-- flow and value, and by whoever waits for no token afterwards.
create or replace function pgdurable.lock_slot(p_part smallint, p_flow text, p_val text) returns void
language plpgsql
as $$
begin
  loop
    perform 1 from pgdurable.slot s where s.part = p_part and s.flow = p_flow and s.val = p_val for no key update;
    exit when found;
    insert into pgdurable.slot (part, flow, val) values (p_part, p_flow, p_val) on conflict do nothing;
  end loop;
end
$$;
