-- Lets a run begin that has waited for a slot. If somebody has its mutex, a poke does it soon. False: the run is gone.
create or replace function pgdurable.give_slot(p_run uuid, p_now timestamptz) returns boolean
language plpgsql
as $$
declare
  v_part smallint := pgdurable.part_of(p_run);
begin
  perform 1 from pgdurable.token t where t.part = v_part and t.run = p_run and t.tok = 0 for no key update skip locked;
  if found then
    update pgdurable.token t set lane = 0, due = p_now where t.part = v_part and t.run = p_run and t.tok = 0 and t.lane = 5;
  elsif exists (select 1 from pgdurable.token t where t.part = v_part and t.run = p_run and t.tok = 0) then
    insert into pgdurable.token (part, run, tok, version, node, state, lane, due)
      values (v_part, p_run, pgdurable.poke_number('slot given'), 0, 0, 9, 4, p_now) on conflict do nothing;
  else
    return false;
  end if;
  perform pgdurable.wake(v_part);
  return true;
end
$$;
