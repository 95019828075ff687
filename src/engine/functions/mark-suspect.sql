-- After a backend has died: counts a crash for the next due token before it is run, so that a step that kills its backend is
-- found. Commit, then call pgdurable.run_alone_token. The token is not due for a while: nobody else marks it meanwhile, and
-- backends that die at the same time for another reason do not make three crashes of one step.
create or replace function pgdurable.mark_suspect(p_part int, out run uuid, out tok bigint)
language plpgsql
as $$
begin
  update pgdurable.token t set crashes = t.crashes + 1, due = pgdurable.now() + interval '1 s' * 2 ^ least(t.crashes, 3)
   where (t.part, t.run, t.tok) = (
     select s.part, s.run, s.tok from pgdurable.token s
      where s.part = p_part and s.lane in (0, 1) and s.due <= pgdurable.now()
      order by s.due limit 1 for update skip locked)
  returning t.run, t.tok into mark_suspect.run, mark_suspect.tok;
end
$$;
