-- Runs that completed or failed: their rows go, one row of `done` stays. A failing branch does not end its run by itself: it
-- leaves a message, and the poke closes the run when the other branches have stopped.
create or replace function pgdurable.book_ended(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_branch record;
  v_used boolean;
  v_keyed boolean;
begin
  with ended as (
    select c.run, c.attempt, c.started_at as began, s.status, s.result, s.error, s.steps, s.times, s.vals
      from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok = 0 and s.status in (1, 2)
  ), gone as (
    delete from pgdurable.token t using ended e where t.part = p_part and t.run = e.run and t.tok = 0
    returning t.run, t.version, t.key, t.label, t.params, t.created_at, t.scheduled_at
  ), finished as (
    insert into pgdurable.done (part, run, finished_at, version, status, attempt, key, label, params, result, error, created_at, started_at,
                                scheduled_at, steps, times, vals)
    select p_part, g.run, p_now, g.version, e.status, e.attempt, g.key, g.label, g.params, e.result,
           pgdurable.error_line(g.version, e.error), g.created_at, coalesce(e.began, e.times[1]), g.scheduled_at, e.steps, e.times, e.vals
      from gone g join ended e on e.run = g.run
    returning key
  )
  select bool_or(e.began is not null), (select bool_or(f.key is not null) from finished f) into v_used, v_keyed from ended e;
  if v_used then
    delete from pgdurable.binding b using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok = 0 and s.status in (1, 2) and c.started_at is not null and b.part = p_part and b.run = c.run;
  end if;
  if v_keyed then
    -- A key held `once` stays with a completed run as long as that is retained.
    delete from pgdurable.live_key k
     using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
                                              join pgdurable.flow_version v on v.version = c.version
     where c.tok = 0 and s.status in (1, 2) and not (s.status = 1 and v.once)
       and k.part = p_part and k.flow = v.flow and k.key = c.key and k.run = c.run;
  end if;
  for v_branch in
    select c.run, c.tok, c.version, s.error
      from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok > 0 and s.status = 2 order by c.run, c.ordinality
  loop
    update pgdurable.token t set ctl = 2 where t.part = p_part and t.run = v_branch.run and t.tok = 0 and t.ctl = 0;
    if found then
      perform pgdurable.send(v_branch.run, 'fail', pgdurable.error_line(v_branch.version, v_branch.error));
    end if;
    delete from pgdurable.token t where t.part = p_part and t.run = v_branch.run and t.tok = v_branch.tok;
  end loop;
end
$$;
