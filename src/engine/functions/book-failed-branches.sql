-- A failing branch does not end its run by itself: it leaves a message, and the poke closes the run when the other branches have
-- stopped.
create or replace function pgdurable.book_failed_branches(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language plpgsql
as $$
declare
  v_branch record;
begin
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
