-- Slices whose times, taken by the wall clock, are those of the engine's clock.
create or replace function pgdurable.shift_times(p_slices pgdurable.slice[], p_clock_offset interval) returns pgdurable.slice[]
language sql immutable
as $$
  select array_agg(case when s.status is not null then
                     row(s.status, s.node, s.lane, s.due, s.branches, s.vals, s.result, s.error, s.steps,
                         (select array_agg(t.at + p_clock_offset order by t.ord) from unnest(s.times) with ordinality t(at, ord)),
                         s.iters, s.iterations)::pgdurable.slice
                   end order by s.ord)
    from unnest(p_slices) with ordinality s(status, node, lane, due, branches, vals, result, error, steps, times, iters, iterations, ord)
$$;
