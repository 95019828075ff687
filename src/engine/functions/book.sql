-- Keeps the books of a batch, by arrays, after all user SQL and with the mutexes of pgdurable.lock_runs held. `p_statuses` are
-- those of its slices; `p_bound` says that some have bound values.
create or replace function pgdurable.book(
  p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_statuses smallint[], p_bound boolean, p_now timestamptz
) returns void
language plpgsql
as $$
begin
  if p_statuses && '{4}' and exists (select 1 from unnest(p_claims) c where c.tok > 0 and c.iters is not null) then
    perform pgdurable.forget_replaced(p_part, p_claims, p_slices);
  end if;
  if p_bound then
    perform pgdurable.book_bindings(p_part, p_claims, p_slices);
    -- History keeps small ones only: large ones are not carried on.
    select array_agg(row(s.status, s.node, s.lane, s.due, s.branches, case when pg_column_size(s.vals) <= 8192 then s.vals end, s.result,
                         s.error, s.steps, s.times, s.iters, s.iterations)::pgdurable.slice order by s.ord)
      into p_slices
      from unnest(p_slices) with ordinality s(status, node, lane, due, branches, vals, result, error, steps, times, iters, iterations, ord);
  end if;
  if p_statuses && '{1,2}' then
    perform pgdurable.book_ended(p_part, p_claims, p_slices, p_now);
  end if;
  if p_statuses && '{2}' then
    perform pgdurable.book_failed_branches(p_part, p_claims, p_slices);
  end if;
  if p_statuses && '{0,2,3,4,5,6,8}' then
    perform pgdurable.book_history(p_part, p_claims, p_slices, p_now);
    perform pgdurable.book_moved(p_part, p_claims, p_slices, p_now);
  end if;
  if p_statuses && '{5}' then
    perform pgdurable.book_forked(p_part, p_claims, p_slices, p_now);
  end if;
  if p_statuses && '{4}' then
    perform pgdurable.book_joined(p_part, p_claims, p_slices, p_now);
  end if;
  if p_statuses && '{8}' then
    -- After tokens whose wait is over have moved: no signal is for them.
    perform pgdurable.book_awaiting(p_part, p_claims, p_slices, p_now);
  end if;
  if p_statuses && '{0,2,3,4,5,6,8}' then
    perform pgdurable.book_deadlines(p_part, p_claims);
  end if;
  if p_statuses && '{7}' then
    update pgdurable.token t set lane = 1
      from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
     where s.status = 7 and t.part = p_part and t.run = c.run and t.tok = c.tok;
  end if;
end
$$;
