-- Schedules that a runner has to look at: without a next fire time, or with one that has come.
create or replace function pgdurable.due_schedules()
returns table (flow text, idx int, kind text, interval_ms bigint, cron text, zone text, overlap text, catchup_ms bigint, since timestamptz,
               next_fire timestamptz, seen_at timestamptz, now timestamptz)
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
begin
  return query
    select s.flow, s.idx, s.kind, s.interval_ms, s.cron, s.zone, s.overlap, s.catchup_ms, s.since, s.next_fire, s.seen_at, v_now
      from pgdurable.schedule s
     where s.next_fire is null or s.next_fire <= v_now;
end
$$;
