-- A run has met the locks of another batch. Once in a while that costs less than batching in turn; when it happens again within
-- 25 ms, or so soon after a licence has ended, the flow is batched by one worker at a time for the next 8 batches, twice as
-- many each time and at most 1,024. A row that somebody has locked is in use already.
create or replace function pgdurable.require_licence(p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language plpgsql
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_versions bigint[];
begin
  select array_agg(distinct c.version) into v_versions
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status = 7 and s.error ->> 'code' in ('55P03', '40P01', '40001');
  if v_versions is null then
    return;
  end if;
  insert into pgdurable.batch_licence (version, batches, size, at)
  select v.version, 0, 4, '-infinity' from unnest(v_versions) v(version)
      on conflict (version) do nothing;
  update pgdurable.batch_licence l
     set batches = case when l.at > v_now - interval '25 ms' then least(l.size * 2, 1024) else 0 end,
         size = case when l.at > v_now - interval '25 ms' then least(l.size * 2, 1024) else 4 end,
         at = v_now
   where l.version in (select b.version from pgdurable.batch_licence b
                        where b.version = any (v_versions) and b.batches = 0 order by b.version for update skip locked);
end
$$;
