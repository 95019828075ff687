-- Calls the slice function of a claim with what its token sees.
create or replace function pgdurable.call_slice(p_part smallint, p_claim pgdurable.claim, p_limits pgdurable.limits) returns pgdurable.slice
language plpgsql
as $$
declare
  v_slice pgdurable.slice;
begin
  p_claim.vals := pgdurable.bindings_of(p_part, p_claim.run, p_claim.tok, p_claim.path);
  execute format('select * from pgdurable_flows.%I($1, $2)', (select v.slice from pgdurable.flow_version v where v.version = p_claim.version))
    into v_slice using p_claim, p_limits;
  return v_slice;
end
$$;
