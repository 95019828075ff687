-- After a backend has died: counts a crash for the next due token before it is run, so that a step that kills its backend is
-- found. Commit, then call pgdurable.run_alone_token. The token is not due for a while: nobody else marks it meanwhile, and
-- backends that die at the same time for another reason do not make three crashes of one step.
create or replace function pgdurable.mark_suspect(p_part int, out run uuid, out tok bigint)
language plpgsql
as $$
declare
  v_part smallint := p_part;
  v_now timestamptz := pgdurable.now();
  v_crashes smallint;
begin
  select s.run, s.tok, s.crashes into mark_suspect.run, mark_suspect.tok, v_crashes
    from pgdurable.token s
   where s.part = v_part and s.lane in (0, 1) and s.due <= v_now and s.ctl = 0
   order by s.due limit 1 for update skip locked;
  update pgdurable.token t set crashes = t.crashes + 1, due = v_now + interval '1 s' * 2 ^ least(v_crashes, 3)
   where t.part = v_part and t.run = mark_suspect.run and t.tok = mark_suspect.tok;
end
$$;
