-- Runs the slices of a batch: one dynamic call for each flow version in it. Pokes have no slice; claims that were not
-- reached (budget, conflict, cancel) have none either and are left as they are.
create or replace function pgdurable.run_batch(p_claims pgdurable.claim[], p_until timestamptz, p_deferred text) returns pgdurable.slice[]
language plpgsql
as $$
declare
  v_slices pgdurable.slice[] := array_fill(null::pgdurable.slice, array[cardinality(p_claims)]);
  v_limits pgdurable.limits;
  v_group record;
  v_part pgdurable.slice[];
begin
  v_limits.until := p_until;
  v_limits.deferred := p_deferred;
  for v_group in
    select c.version, array_agg(c.ord::int order by c.ord) as ords,
           array_agg(row(c.run, c.tok, c.parent, c.path, c.version, c.node, c.state, c.attempt, c.since, c.params, c.vals, c.key,
                         c.started_at, c.scheduled_at, c.err)::pgdurable.claim order by c.ord) as claims,
           (select v.slice from pgdurable.flow_version v where v.version = c.version) as slice,
           (select array_agg(s.node) from pgdurable.slow s where s.version = c.version and s.until > p_until) as slow
      from unnest(p_claims) with ordinality c(run, tok, parent, path, version, node, state, attempt, since, params, vals, key, started_at,
                                              scheduled_at, err, ord)
     where c.tok >= 0
     group by c.version
  loop
    v_limits.slow := v_group.slow;
    execute format('select pgdurable_flows.%I($1, $2)', v_group.slice || '_batch') into v_part using v_group.claims, v_limits;
    for i in 1 .. cardinality(v_group.ords) loop
      v_slices[v_group.ords[i]] := v_part[i];
    end loop;
    exit when exists (select 1 from unnest(v_part) s where s.status = 7 and (s.error ->> 'stop')::boolean);
  end loop;
  return v_slices;
end
$$;
