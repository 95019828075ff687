-- Tokens that go on, sleep or try again. The state of token 0 says when its run began.
create or replace function pgdurable.book_moved(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  update pgdurable.token t
     set node = s.node,
         state = case s.status when 3 then 5 when 5 then 1 when 6 then t.state else 0 end,
         due = case s.status when 0 then p_now when 5 then 'infinity' else s.due end,
         lane = coalesce(s.lane, 0),
         attempt = case when s.status <> 6 then 0 when s.error ? 'conflict' then t.attempt else t.attempt + 1 end,
         conflicts = case when s.error ? 'conflict' then t.conflicts + 1 else 0 end,
         crashes = 0,
         iters = case s.status when 6 then t.iters else s.iters end,
         sig = case when s.status = 6 then t.sig end,
         since = case when s.status = 6 and t.state = 5 then t.since else p_now end,
         started_at = case when t.tok = 0 then coalesce(t.started_at, s.times[1]) end
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status in (0, 3, 5, 6) and t.part = p_part and t.run = c.run and t.tok = c.tok;
end
$$;
