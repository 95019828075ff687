-- Gives the signals in the inboxes of these runs to the tokens that await them: of each name the oldest to the one that began
-- to wait first. This is the checkpoint of the `await`: it leaves its binding and its history, and the token goes on at the
-- next node. The mutexes are held, in statements begun before these. A token that somebody works on, as its time is over, is
-- passed over: the mutex must not wait for it.
create or replace function pgdurable.take_signals(p_part smallint, p_runs uuid[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_runs uuid[];
  v_toks bigint[];
begin
  select array_agg(w.run), array_agg(w.tok) into v_runs, v_toks
    from (select t.run, t.tok from pgdurable.token t
           where t.part = p_part and t.run = any (p_runs) and t.state = 2
             -- A branch that is being stopped takes nothing.
             and not exists (select 1 from pgdurable.token a where a.part = p_part and a.run = t.run and a.tok = any (t.path) and a.ctl <> 0)
             for update of t skip locked) w;
  if v_runs is null then
    return;
  end if;
  with waiting as (
    select t.run, t.tok, t.version, t.node, t.sig, t.since, t.iters, row_number() over (partition by t.run, t.sig order by t.since, t.tok) as nth
      from unnest(v_runs, v_toks) u(run, tok) join pgdurable.token t on t.part = p_part and t.run = u.run and t.tok = u.tok
  ), matched as (
    select w.run, w.tok, w.version, w.node, w.since, w.iters[n.depth] as iteration, n.slot, i.id, i.dedup, array_append(i.vals, 'false') as vals
      from waiting w join pgdurable.node n on n.version = w.version and n.node = w.node
     cross join lateral (select m.id, m.dedup, m.vals from pgdurable.inbox m
                          where m.part = p_part and m.run = w.run and m.kind = 'signal' and m.name = w.sig and m.vals is not null
                          order by m.id offset w.nth - 1 limit 1) i
  ), taken as (
    delete from pgdurable.inbox i using matched m where i.part = p_part and i.run = m.run and i.id = m.id and m.dedup is null
  ), counted as (
    update pgdurable.inbox i set vals = null from matched m where i.part = p_part and i.run = m.run and i.id = m.id and m.dedup is not null
  ), bound as (
    insert into pgdurable.binding (part, run, tok, slot, nrows, bytes, vals)
    select p_part, m.run, m.tok, m.slot, 1, pg_column_size(m.vals), m.vals from matched m where m.slot is not null
        on conflict (part, run, tok, slot, chunk) do update set nrows = excluded.nrows, bytes = excluded.bytes, vals = excluded.vals
  ), recorded as (
    insert into pgdurable.history (part, run, at, tok, version, attempt, steps, times, vals, iterations)
    select p_part, m.run, p_now, m.tok, m.version, 0, array[m.node, 1], array[m.since, p_now],
           case when m.slot is not null and pg_column_size(m.vals) <= 8192 then array[row(m.slot, 1, m.vals)::pgdurable.value] end,
           array[m.iteration]
      from matched m
  )
  update pgdurable.token t set node = e.to_node, state = 0, sig = null, due = p_now, lane = 0, attempt = 0, conflicts = 0, crashes = 0, since = p_now
    from matched m join pgdurable.edge e on e.version = m.version and e.from_node = m.node and e.ord = 1
   where t.part = p_part and t.run = m.run and t.tok = m.tok;
end
$$;
