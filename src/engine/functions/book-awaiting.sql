-- Tokens that wait for a signal from now on, or take one that is there already. The mutexes of their runs are held, so no
-- signal can pass between the wait and the look.
create or replace function pgdurable.book_awaiting(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_runs uuid[];
begin
  update pgdurable.token t
     set node = s.node, state = 2, sig = n.signal, due = s.due, lane = 0, attempt = 0, conflicts = 0, crashes = 0, iters = s.iters, since = p_now,
         started_at = case when t.tok = 0 then coalesce(t.started_at, s.times[1]) end
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
    join pgdurable.node n on n.version = c.version and n.node = s.node
   where s.status = 8 and t.part = p_part and t.run = c.run and t.tok = c.tok;
  select array_agg(distinct c.run) into v_runs
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status = 8
     and exists (select 1 from pgdurable.inbox i where i.part = p_part and i.run = c.run and i.kind = 'signal' and i.vals is not null);
  if v_runs is not null then
    perform pgdurable.take_signals(p_part, v_runs, p_now);
  end if;
end
$$;
