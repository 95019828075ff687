-- The waiting token at whose place a branch's failure is caught: the nearest of `p_path` (its parent first) whose fork lies in
-- a try. Null when none does: then the run fails.
create or replace function pgdurable.catcher(p_part smallint, p_run uuid, p_path bigint[]) returns bigint
language sql stable
as $$
  select a.tok
    from unnest(p_path) with ordinality p(tok, ord)
    join pgdurable.token a on a.part = p_part and a.run = p_run and a.tok = p.tok
    join pgdurable.node n on n.version = a.version and n.node = a.node
   where n.handler is not null
   order by p.ord limit 1
$$;
