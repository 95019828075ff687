-- What a token sees: bindings of its own and of those that wait for it.
create or replace function pgdurable.bindings_of(p_part smallint, p_run uuid, p_tok bigint, p_path bigint[]) returns pgdurable.value[]
language sql stable
as $$
  select array_agg(row(b.slot, b.nrows, b.vals)::pgdurable.value)
    from pgdurable.binding b
   where b.part = p_part and b.run = p_run and (b.tok = p_tok or b.tok = any (p_path))
$$;
