-- In a loop a branch may bind again what is bound already: by the branch of the iteration before, or by itself in an earlier
-- slice. What ending branches replace goes before it is booked.
create or replace function pgdurable.forget_replaced(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language plpgsql
as $$
begin
  delete from pgdurable.binding b
   using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality, unnest(s.vals) v
   where s.status = 4 and b.part = p_part and b.run = c.run and b.tok = c.tok and b.slot = v.slot;
  delete from pgdurable.binding b
   using unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
    join pgdurable.binding n on n.part = p_part and n.run = c.run and n.tok = c.tok
   where s.status = 4 and b.part = p_part and b.run = c.run and b.tok = c.parent and b.slot = n.slot;
end
$$;
