-- The earliest due of every part and lane, without locks: where there is work, and when there will be.
create or replace function pgdurable.due_parts() returns table (part int, lane int, due timestamptz, now timestamptz)
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
begin
  return query
    select p.part, l.lane, d.due, v_now
      from generate_series(0, pgdurable.parts() - 1) p(part) cross join (values (0), (1)) l(lane)
     cross join lateral (
       select min(m.due) as due
         from (select 0::smallint as prio union select r.prio from pgdurable.priority r where r.part = p.part) r
         cross join lateral (select t.due from pgdurable.token t
                              where t.part = p.part and t.lane = l.lane and t.prio = r.prio order by t.due limit 1) m
     ) d
     where d.due < 'infinity';
end
$$;
