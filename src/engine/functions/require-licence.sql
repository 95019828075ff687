-- A run has met the locks of another batch: for the next 8 batches, twice as many each time this happens again and at most
-- 1,024, its flow is batched by one worker at a time.
create or replace function pgdurable.require_licence(p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language sql
as $$
  insert into pgdurable.batch_licence as l (version, batches, size)
  select distinct c.version, 8, 8
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status = 7 and s.error ->> 'code' in ('55P03', '40P01', '40001')
      on conflict (version) do update set size = least(l.size * 2, 1024), batches = least(l.size * 2, 1024)
$$;
