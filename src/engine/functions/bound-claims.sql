-- Those claims of a batch, with what their tokens see bound.
create or replace function pgdurable.bound_claims(p_part smallint, p_claims pgdurable.claim[], p_ords int[]) returns pgdurable.claim[]
language sql stable
as $$
  select array_agg(row(c.run, c.tok, c.parent, c.path, c.version, c.node, c.state, c.attempt, c.since, c.params,
                       case when c.started_at is not null then pgdurable.bindings_of(p_part, c.run, c.tok, c.path) end, c.key,
                       c.started_at, c.scheduled_at, c.err, c.prio, c.iters)::pgdurable.claim order by c.ord)
    from unnest(p_claims) with ordinality c(run, tok, parent, path, version, node, state, attempt, since, params, vals, key, started_at,
                                            scheduled_at, err, prio, iters, ord)
   where c.ord = any (p_ords)
$$;
