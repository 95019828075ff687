-- Claims due tokens of one part and lane by row locks that die with this backend, and reads what their slices need.
-- Tokens before `p_mark` are not looked at: dead index entries gather there.
create or replace function pgdurable.claim(p_part smallint, p_lane smallint, p_now timestamptz, p_mark timestamptz, p_max int)
returns pgdurable.claim[]
language plpgsql
as $$
declare
  v_claims pgdurable.claim[];
  v_more pgdurable.claim[];
  v_prio smallint;
begin
  if exists (select 1 from pgdurable.priority p where p.part = p_part) then
    for v_prio in
      select p.prio from pgdurable.priority p where p.part = p_part union select 0 order by 1 desc
    loop
      exit when cardinality(v_claims) >= p_max;
      v_more := pgdurable.claim_priority(p_part, p_lane, v_prio, p_now, case v_prio when 0 then p_mark else '-infinity' end,
                                         p_max - coalesce(cardinality(v_claims), 0));
      v_claims := v_claims || v_more;
    end loop;
  else
    v_claims := pgdurable.claim_priority(p_part, p_lane, 0::smallint, p_now, p_mark, p_max);
  end if;
  return pgdurable.load_claims(p_part, v_claims);
end
$$;
