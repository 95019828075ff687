-- One row of history for each slice of a run that goes on, and for each failed attempt.
create or replace function pgdurable.book_history(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamptz) returns void
language sql
as $$
  insert into pgdurable.history (part, run, at, tok, version, attempt, steps, times, vals, error, iterations)
  select p_part, c.run, p_now, c.tok, c.version, c.attempt, coalesce(s.steps, '{}'), s.times,
         s.vals, s.error, s.iterations
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where (s.status in (0, 3, 4, 5, 6, 8) or s.status = 2 and c.tok > 0) and (s.error is not null or cardinality(s.steps) > 0)
$$;
