-- Claims due tokens of one part and lane by row locks that die with this backend, those of the highest priority first, and
-- reads what their slices need. Of the many with priority 0, tokens before `p_mark` are not looked at: dead index entries
-- gather there.
create or replace function pgdurable.claim(p_part smallint, p_lane smallint, p_now timestamptz, p_mark timestamptz, p_max int)
returns pgdurable.claim[]
language plpgsql
as $$
declare
  v_claims pgdurable.claim[];
  v_prio smallint := 101;
  v_room int := p_max;
begin
  while v_room > 0 loop
    select t.prio into v_prio from pgdurable.token t
     where t.part = p_part and t.lane = p_lane and t.prio > 0 and t.prio < v_prio order by t.prio desc limit 1;
    exit when not found;
    v_claims := v_claims || pgdurable.claim_priority(p_part, p_lane, v_prio, p_now, '-infinity', v_room);
    v_room := p_max - coalesce(cardinality(v_claims), 0);
  end loop;
  if v_room > 0 then
    v_claims := v_claims || pgdurable.claim_priority(p_part, p_lane, 0::smallint, p_now, p_mark, v_room);
    v_room := p_max - coalesce(cardinality(v_claims), 0);
  end if;
  v_prio := 0;
  while v_room > 0 loop
    select t.prio into v_prio from pgdurable.token t
     where t.part = p_part and t.lane = p_lane and t.prio < v_prio order by t.prio desc limit 1;
    exit when not found;
    v_claims := v_claims || pgdurable.claim_priority(p_part, p_lane, v_prio, p_now, '-infinity', v_room);
    v_room := p_max - coalesce(cardinality(v_claims), 0);
  end loop;
  return pgdurable.load_claims(p_part, v_claims);
end
$$;
