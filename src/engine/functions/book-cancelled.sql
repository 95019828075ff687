-- History of a sleep, or of a wait for a signal, that its run's end has cut short.
create or replace function pgdurable.book_cancelled(p_token pgdurable.token, p_error jsonb, p_now timestamptz) returns void
language plpgsql
as $$
begin
  if p_token.state in (2, 5) then
    insert into pgdurable.history (part, run, at, tok, version, attempt, steps, times, error)
      values (p_token.part, p_token.run, p_now, p_token.tok, p_token.version, p_token.attempt, '{}', array[p_token.since, p_now],
              jsonb_build_object('code', 'cancelled', 'message', p_error ->> 'message', 'node', p_token.node,
                                 'attempt', p_token.attempt + 1, 'cancelled', true)
                || (select case when n.depth > 0 then jsonb_build_object('iteration', p_token.iters[n.depth]) else '{}' end
                      from pgdurable.node n where n.version = p_token.version and n.node = p_token.node));
  end if;
end
$$;
