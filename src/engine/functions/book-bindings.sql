-- Bindings that slices have made, of runs that go on. What a branch has bound at its end belongs to the token that waits for it.
create or replace function pgdurable.book_bindings(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void
language sql
as $$
  insert into pgdurable.binding (part, run, tok, slot, nrows, bytes, vals)
  select p_part, c.run, case s.status when 4 then c.parent else c.tok end, v.slot, v.nrows, pg_column_size(v.vals), v.vals
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality, unnest(s.vals) v
   where s.status in (0, 3, 4, 5, 8)
      on conflict (part, run, tok, slot, chunk) do update set nrows = excluded.nrows, bytes = excluded.bytes, vals = excluded.vals
$$;
