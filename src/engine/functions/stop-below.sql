-- Removes the tokens below a waiting one that nobody works on, with what they have bound. The run's mutex is held, and the
-- mark of the waiting token keeps others from being claimed; who works on one finds the mark at its bookkeeping, and rolls
-- back. False: not all have stopped.
create or replace function pgdurable.stop_below(p_part smallint, p_run uuid, p_tok bigint, p_error jsonb, p_now timestamptz) returns boolean
language plpgsql
as $$
declare
  v_token pgdurable.token;
begin
  for v_token in
    delete from pgdurable.token t
     where t.part = p_part and t.run = p_run and t.tok in (
       select b.tok from pgdurable.token b where b.part = p_part and b.run = p_run and b.tok > 0 and p_tok = any (b.path) for update skip locked)
    returning t.*
  loop
    delete from pgdurable.binding b where b.part = p_part and b.run = p_run and b.tok = v_token.tok;
    perform pgdurable.book_cancelled(v_token, p_error, p_now);
  end loop;
  return not exists (select 1 from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok > 0 and p_tok = any (t.path));
end
$$;
