-- A branch fails where its fork lies in a try, else it fails its run. Neither is done here: a mark keeps the other branches from
-- going on, and a message, whose poke waits until they have stopped, does the rest. The first failure of several is the one
-- that counts.
create or replace function pgdurable.book_failed_branches(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language plpgsql
as $$
declare
  v_branch record;
  v_catcher bigint;
begin
  for v_branch in
    select c.run, c.tok, c.path, c.version, s.error
      from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where c.tok > 0 and s.status = 2 order by c.run, c.ordinality
  loop
    v_catcher := pgdurable.catcher(p_part, v_branch.run, v_branch.path);
    if v_catcher is not null then
      update pgdurable.token t set ctl = 3 where t.part = p_part and t.run = v_branch.run and t.tok = v_catcher and t.ctl = 0;
      if found then
        perform pgdurable.send(v_branch.run, 'caught', jsonb_build_object('tok', v_catcher, 'error', v_branch.error));
      end if;
      delete from pgdurable.binding b where b.part = p_part and b.run = v_branch.run and b.tok = v_branch.tok;
    else
      update pgdurable.token t set ctl = 2 where t.part = p_part and t.run = v_branch.run and t.tok = 0 and t.ctl = 0;
      if found then
        perform pgdurable.send(v_branch.run, 'fail', pgdurable.error_line(v_branch.version, v_branch.error));
      end if;
    end if;
    delete from pgdurable.token t where t.part = p_part and t.run = v_branch.run and t.tok = v_branch.tok;
  end loop;
end
$$;
