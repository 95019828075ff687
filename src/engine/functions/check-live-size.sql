-- Refuses, before commit, runs whose live bindings are more than 64 MiB.
create or replace function pgdurable.check_live_size(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language plpgsql
as $$
declare
  v_run uuid;
begin
  -- Small additions are not worth a look: a run gets near the limit only by large ones.
  select b.run into v_run
    from pgdurable.binding b
   where b.part = p_part
     and b.run in (select c.run from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
                    where pg_column_size(s.vals) > 262144)
   group by b.run
  having sum(pg_column_size(b.vals)) > 67108864
   limit 1;
  if found then
    raise exception using errcode = 'PDR03', message = 'the live bindings of the run are larger than 64 MiB';
  end if;
end
$$;
