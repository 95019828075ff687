-- Branches that have ended: the one that finds no sibling left wakes the waiting token. The mutex is held.
create or replace function pgdurable.book_joined(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  update pgdurable.binding b set tok = c.parent
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status = 4 and b.part = p_part and b.run = c.run and b.tok = c.tok;
  delete from pgdurable.token t
   using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where s.status = 4 and t.part = p_part and t.run = c.run and t.tok = c.tok;
  update pgdurable.token q set state = 0, due = p_now, node = j.node, since = p_now
    from (select distinct c.run, c.parent, s.node
            from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
           where s.status = 4) j
   where q.part = p_part and q.run = j.run and q.tok = j.parent and q.state = 1 and q.ctl = 0
     and not exists (select 1 from pgdurable.token t where t.part = p_part and t.run = j.run and t.parent = j.parent);
end
$$;
