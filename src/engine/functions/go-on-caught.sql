-- A waiting token below which a branch has failed goes on at the catch of its place, when all its branches have stopped. The
-- run's mutex is held. False: not all have. Nothing is left to do where the token is gone, or its run or a part of the run
-- around it is being closed.
create or replace function pgdurable.go_on_caught(p_part smallint, p_run uuid, p_tok bigint, p_error jsonb, p_now timestamptz) returns boolean
language plpgsql
as $$
declare
  v_token pgdurable.token;
  v_fork pgdurable.node;
  v_slot int;
begin
  select t.* into v_token from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = p_tok and t.ctl = 3;
  if not found or exists (select 1 from pgdurable.token a where a.part = p_part and a.run = p_run and a.tok = any (v_token.path) and a.ctl <> 0) then
    return true;
  end if;
  if not pgdurable.stop_below(p_part, p_run, p_tok, p_error, p_now) then
    return false;
  end if;
  select n.* into v_fork from pgdurable.node n where n.version = v_token.version and n.node = v_token.node;
  -- What branches have left with it is not for the catch, and the fork may be run again.
  delete from pgdurable.binding b
   where b.part = p_part and b.run = p_run and b.tok = p_tok
     and b.slot in (select n.slot from pgdurable.node n where n.version = v_fork.version and n.node > v_fork.node and n.node < v_fork.handler);
  select n.slot into v_slot from pgdurable.node n where n.version = v_fork.version and n.node = v_fork.handler;
  if v_slot is not null then
    insert into pgdurable.binding (part, run, tok, slot, nrows, bytes, vals)
      select p_part, p_run, p_tok, v_slot, 1, pg_column_size(e.vals), e.vals from (select pgdurable.error_values(p_error) as vals) e
      on conflict (part, run, tok, slot, chunk) do update set nrows = excluded.nrows, bytes = excluded.bytes, vals = excluded.vals;
  end if;
  update pgdurable.token t set state = 0, node = v_fork.handler, due = p_now, since = p_now, ctl = 0
   where t.part = p_part and t.run = p_run and t.tok = p_tok;
  return true;
end
$$;
