-- Replaces a flow's schedules by those of a version. One whose text is unchanged keeps its next fire time.
create or replace function pgdurable.set_schedules(p_version pgdurable.flow_version) returns void
language plpgsql
as $$
declare
  v_old pgdurable.schedule[];
begin
  select array_agg(s) into v_old from pgdurable.schedule s where s.flow = p_version.flow;
  delete from pgdurable.schedule s where s.flow = p_version.flow;
  insert into pgdurable.schedule (flow, idx, kind, interval_ms, cron, zone, overlap, catchup_ms, since, next_fire, seen_at, last_run)
  select p_version.flow, n.ord, n.s ->> 'kind', (n.s ->> 'ms')::bigint, n.s ->> 'cron', n.s ->> 'zone', n.s ->> 'overlap',
         (n.s ->> 'catchup')::bigint, coalesce(o.since, pgdurable.now()), o.next_fire, o.seen_at, o.last_run
    from jsonb_array_elements(p_version.schedules) with ordinality n(s, ord)
    left join lateral (
      select o.* from unnest(v_old) o
       where o.kind = n.s ->> 'kind' and o.interval_ms is not distinct from (n.s ->> 'ms')::bigint
         and o.cron is not distinct from n.s ->> 'cron' and o.zone is not distinct from n.s ->> 'zone' limit 1
    ) o on true;
end
$$;
