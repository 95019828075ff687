-- A run whose live bindings would be more than 64 MiB with what these slices have bound; null when there is none. Asked
-- before anything of them is written, with the mutexes of runs that have branches held.
create or replace function pgdurable.too_large(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns uuid
language plpgsql
as $$
declare
  v_run uuid;
begin
  -- Small additions are not worth a look: a run gets near the limit only by large ones.
  select n.run into v_run
    from (select c.run, sum(pg_column_size(s.vals)) as bytes
            from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
           where s.status in (0, 3, 4, 5, 8) group by c.run having max(pg_column_size(s.vals)) > 262144) n
   where n.bytes + (select coalesce(sum(b.bytes), 0) from pgdurable.binding b
                     where b.part = p_part and b.run = n.run
                       and not exists (
                         -- In a loop what is bound again takes the place of what was.
                         select 1 from unnest(p_claims) with ordinality c
                                  join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality, unnest(s.vals) v
                          where c.run = b.run and case s.status when 4 then c.parent else c.tok end = b.tok and v.slot = b.slot)) > 67108864
   order by n.run limit 1;
  return v_run;
end
$$;
