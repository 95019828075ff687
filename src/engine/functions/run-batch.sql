-- Runs the slices of a batch: one dynamic call for each flow version in it. Claims that were not reached (budget, conflict,
-- cancel) have no slice and are left as they are; those whose functions are missing go to lane 1, where that is an error of
-- their own.
create or replace function pgdurable.run_batch(
  p_part smallint, p_claims pgdurable.claim[], p_until timestamptz, p_deferrable boolean, p_clock_offset interval
) returns pgdurable.slice[]
language plpgsql
as $$
declare
  v_bound boolean := exists (select 1 from unnest(p_claims) c where c.started_at is not null);
  v_fitting int := cardinality(p_claims);
  v_slices pgdurable.slice[] := array_fill(null::pgdurable.slice, array[cardinality(p_claims)]);
  v_limits pgdurable.limits;
  v_group record;
  v_claims pgdurable.claim[];
  v_part pgdurable.slice[];
begin
  if v_bound then
    v_fitting := pgdurable.fitting(p_part, p_claims);
  end if;
  v_limits.until := p_until;
  v_limits.clock_offset := p_clock_offset;
  for v_group in
    select g.version, g.ords, to_regprocedure(format('pgdurable_flows.%I(pgdurable.claim[], pgdurable.limits)', v.slice || '_batch')) as batch,
           (select array_agg(s.node) from pgdurable.slow s where s.version = g.version and s.until > p_until) as slow
      from (select c.version, array_agg(c.ord::int order by c.ord) as ords, min(c.ord) as first
              from unnest(p_claims) with ordinality c(run, tok, parent, path, version, node, state, attempt, since, params, vals, key,
                                                      started_at, scheduled_at, err, prio, iters, ord)
             where c.ord <= v_fitting group by c.version) g
      left join pgdurable.flow_version v on v.version = g.version
     order by g.first
  loop
    v_limits.slow := v_group.slow;
    v_limits.deferred := case when p_deferrable then pgdurable.deferrable(v_group.version) end;
    if v_bound or cardinality(v_group.ords) < cardinality(p_claims) then
      v_claims := pgdurable.bound_claims(p_part, p_claims, v_group.ords);
    else
      v_claims := p_claims;
    end if;
    if has_function_privilege(v_group.batch, 'execute') then
      execute format('select %s($1, $2)', v_group.batch::regproc) into v_part using v_claims, v_limits;
    else
      v_part := array_fill(row(7, null, 1, null, null, null, null, null, null, null, null, null)::pgdurable.slice, array[cardinality(v_group.ords)]);
    end if;
    if cardinality(v_group.ords) = cardinality(p_claims) then
      return v_part;
    end if;
    for i in 1 .. cardinality(v_group.ords) loop
      v_slices[v_group.ords[i]] := v_part[i];
    end loop;
    exit when exists (select 1 from unnest(v_part) s where s.status = 7 and (s.error ->> 'stop')::boolean);
  end loop;
  return v_slices;
end
$$;
