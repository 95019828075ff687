-- The earliest due of every part and lane, without locks: where there is work, and when there will be. Pokes are work of the
-- batch procedure, so they count as lane 0.
create or replace function pgdurable.due_parts() returns table (part int, lane int, due timestamptz, now timestamptz)
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
begin
  return query
    with recursive prios as (
      -- Each priority in use of each part and lane, found by one look into the index.
      select p.part::smallint as part, l.lane::smallint as lane, f.prio
        from generate_series(0, pgdurable.parts() - 1) p(part) cross join (values (0), (1), (4)) l(lane)
       cross join lateral (select t.prio from pgdurable.token t
                            where t.part = p.part::smallint and t.lane = l.lane::smallint order by t.prio desc limit 1) f
      union all
      select p.part, p.lane, f.prio
        from prios p
       cross join lateral (select t.prio from pgdurable.token t
                            where t.part = p.part and t.lane = p.lane and t.prio < p.prio order by t.prio desc limit 1) f
    )
    select p.part::int, case p.lane when 1 then 1 else 0 end as lane, min(d.due), v_now
      from prios p
     cross join lateral (select t.due from pgdurable.token t
                          where t.part = p.part and t.lane = p.lane and t.prio = p.prio order by t.due limit 1) d
     where d.due < 'infinity'
     group by 1, 2;
end
$$;
