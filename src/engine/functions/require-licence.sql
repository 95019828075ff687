-- A run has met the locks of another batch. Once in a while that costs less than batching in turn; when it happens again within
-- 25 ms, or so soon after a licence has ended, the flow is batched by one worker at a time for the next 8 batches, twice as
-- many each time and at most 1,024.
create or replace function pgdurable.require_licence(p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language sql
as $$
  insert into pgdurable.batch_licence as l (version, batches, size, at)
  select distinct c.version, 0, 4, clock_timestamp()
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status = 7 and s.error ->> 'code' in ('55P03', '40P01', '40001')
      on conflict (version) do update
     set batches = case when l.batches > 0 then l.batches when l.at > excluded.at - interval '25 ms' then least(l.size * 2, 1024) else 0 end,
         size = case when l.batches > 0 then l.size when l.at > excluded.at - interval '25 ms' then least(l.size * 2, 1024) else 4 end,
         at = excluded.at
$$;
