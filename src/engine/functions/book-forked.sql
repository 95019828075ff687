-- One token for each branch of a fork; numbers come from token 0, which is locked.
create or replace function pgdurable.book_forked(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  insert into pgdurable.token (part, run, tok, parent, path, version, node, prio, due, since, iters)
  select p_part, c.run, z.next_tok - 1 + row_number() over (partition by c.run order by c.tok, b.ord), c.tok, c.tok || coalesce(c.path, '{}'),
         c.version, b.node, z.prio, p_now, p_now, s.iters
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
    join pgdurable.token z on z.part = p_part and z.run = c.run and z.tok = 0,
         unnest(s.branches) with ordinality b(node, ord)
   where s.status = 5;
  update pgdurable.token t set next_tok = t.next_tok + n.branches
    from (select c.run, sum(cardinality(s.branches)) as branches
            from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
           where s.status = 5 group by c.run) n
   where t.part = p_part and t.run = n.run and t.tok = 0;
end
$$;
