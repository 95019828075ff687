-- Acts on pokes of signals, those of a batch together. Mutexes are only tried: where somebody has one, or works on a token
-- that a signal could go to, the poke comes again soon. A signal that nobody awaits stays in the inbox for who comes.
create or replace function pgdurable.serve_signals(p_part smallint, p_runs uuid[], p_toks bigint[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_locked uuid[];
  v_open uuid[];
  v_again uuid[];
begin
  select array_agg(l.run) into v_locked
    from (select t.run from pgdurable.token t
           where t.part = p_part and t.tok = 0 and t.run = any (p_runs) order by t.run for no key update skip locked) l;
  -- New statements: their snapshots are taken after the locks.
  select array_agg(t.run) into v_open from pgdurable.token t where t.part = p_part and t.tok = 0 and t.run = any (v_locked) and t.ctl = 0;
  if v_open is not null then
    perform pgdurable.take_signals(p_part, v_open, p_now);
  end if;
  select array_agg(t.run) into v_again
    from pgdurable.token t
   where t.part = p_part and t.tok = 0 and t.run = any (p_runs)
     and (t.run = any (v_locked) is not true
          or exists (select 1 from pgdurable.token w join pgdurable.inbox i on i.part = p_part and i.run = w.run and i.name = w.sig
                      where w.part = p_part and w.run = t.run and w.state = 2 and i.vals is not null and t.ctl = 0));
  update pgdurable.token t set attempt = t.attempt + 1, due = p_now + make_interval(secs => least(0.002 * 2 ^ least(t.attempt, 9), 1))
    from unnest(p_runs, p_toks) u(run, tok)
   where u.run = any (v_again) and t.part = p_part and t.run = u.run and t.tok = u.tok;
  delete from pgdurable.token t
   using unnest(p_runs, p_toks) u(run, tok)
   where u.run = any (v_again) is not true and t.part = p_part and t.run = u.run and t.tok = u.tok;
  -- What comes after the end of its run is not kept.
  delete from pgdurable.inbox i
   using unnest(p_runs, p_toks) u(run, tok)
   where i.part = p_part and i.run = u.run and i.id = -u.tok
     and not exists (select 1 from pgdurable.token t where t.part = p_part and t.run = u.run and t.tok = 0);
end
$$;
