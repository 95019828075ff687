-- Removes a control message that has been acted on, with its poke.
create or replace function pgdurable.drop_poke(p_part smallint, p_run uuid, p_tok bigint) returns void
language plpgsql
as $$
begin
  delete from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = p_tok;
  delete from pgdurable.inbox i where i.part = p_part and i.run = p_run and i.id = -p_tok;
end
$$;
