-- Runs that completed or failed: their rows go, one row of `done` stays.
create or replace function pgdurable.book_ended(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_used boolean;
  v_keyed boolean;
  v_timed boolean;
  v_versions bigint[];
  v_vals text[];
begin
  with gone as (
    delete from pgdurable.token t
     using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok = 0 and s.status in (1, 2) and t.part = p_part and t.run = c.run and t.tok = 0
    returning t.run, t.version, t.key, t.label, t.params, t.created_at, t.scheduled_at, t.deadline, t.slot, c.attempt, c.started_at, s.status, s.result, s.error,
              s.steps, s.times, s.vals, s.iterations
  ), finished as (
    insert into pgdurable.done (part, run, finished_at, version, status, attempt, key, label, params, result, error, created_at, started_at,
                                scheduled_at, steps, times, vals, iterations)
    select p_part, g.run, p_now, g.version, g.status, g.attempt, g.key, g.label, g.params, g.result,
           pgdurable.error_line(g.version, g.error), g.created_at, coalesce(g.started_at, g.times[1]), g.scheduled_at, g.steps, g.times, g.vals, g.iterations
      from gone g
  )
  select bool_or(g.started_at is not null), bool_or(g.key is not null), bool_or(g.deadline is not null),
         array_agg(g.version) filter (where g.slot is not null), array_agg(g.slot) filter (where g.slot is not null)
    into v_used, v_keyed, v_timed, v_versions, v_vals from gone g;
  if v_used then
    delete from pgdurable.binding b using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok = 0 and s.status in (1, 2) and c.started_at is not null and b.part = p_part and b.run = c.run;
  end if;
  if v_timed then
    perform pgdurable.drop_own_pokes(p_part, array(
      select c.run from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
       where c.tok = 0 and s.status in (1, 2)));
  end if;
  if exists (select 1 from pgdurable.inbox i where i.part = p_part and i.kind = 'signal') then
    delete from pgdurable.inbox i using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok = 0 and s.status in (1, 2) and i.part = p_part and i.run = c.run and i.kind = 'signal';
  end if;
  if v_keyed then
    -- A key held `once` stays with a completed run as long as that is retained.
    delete from pgdurable.live_key k
     using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
                                              join pgdurable.flow_version v on v.version = c.version
     where c.tok = 0 and s.status in (1, 2) and not (s.status = 1 and v.once)
       and k.part = p_part and k.flow = v.flow and k.key = c.key and k.run = c.run;
  end if;
  if v_vals is not null then
    perform pgdurable.free_slots(v_versions, v_vals, p_now);
  end if;
end
$$;
