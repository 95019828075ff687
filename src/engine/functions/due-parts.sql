-- The earliest due of every part and lane, without locks: where there is work, and when there will be. Pokes are work of the
-- batch procedure, so they count as lane 0. `p_marks` are low-water marks, one per part: of the many tokens with priority 0
-- those before them are not looked for, as dead index entries gather there; null: all are.
create or replace function pgdurable.due_parts(p_marks timestamptz[] default null)
returns table (part int, lane int, due timestamptz, now timestamptz)
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
begin
  return query
    with recursive lanes as (
      select p.part::smallint as part, l.lane::smallint as lane, case l.lane when 0 then coalesce(p_marks[p.part + 1], '-infinity') else '-infinity' end as mark
        from generate_series(0, pgdurable.parts() - 1) p(part) cross join (values (0), (1), (4)) l(lane)
    ), prios as (
      -- Each other priority in use, found by one look into the index.
      select l.part, l.lane, f.prio, sign.floor
        from lanes l cross join (values (101::smallint, 0::smallint), (0::smallint, (-101)::smallint)) sign(above, floor)
       cross join lateral (select t.prio from pgdurable.token t
                            where t.part = l.part and t.lane = l.lane and t.prio < sign.above and t.prio > sign.floor
                            order by t.prio desc limit 1) f
      union all
      select p.part, p.lane, f.prio, p.floor
        from prios p
       cross join lateral (select t.prio from pgdurable.token t
                            where t.part = p.part and t.lane = p.lane and t.prio < p.prio and t.prio > p.floor
                            order by t.prio desc limit 1) f
    ), looks as (
      select p.part, p.lane, p.prio, '-infinity'::timestamptz as mark from prios p
      union all
      select l.part, l.lane, 0::smallint, l.mark from lanes l
    )
    select k.part::int, case k.lane when 1 then 1 else 0 end as lane, min(d.due), v_now
      from looks k
     cross join lateral (select t.due from pgdurable.token t
                          where t.part = k.part and t.lane = k.lane and t.prio = k.prio and t.due >= k.mark order by t.due limit 1) d
     where d.due < 'infinity'
     group by 1, 2;
end
$$;
