create or replace function pgdurable.call_slice(p_claim pgdurable.claim, p_limits pgdurable.limits) returns pgdurable.slice
language plpgsql
as $$
declare
  v_slice pgdurable.slice;
begin
  execute format('select * from pgdurable_flows.%I($1, $2)', (select v.slice from pgdurable.flow_version v where v.version = p_claim.version))
    into v_slice using p_claim, p_limits;
  return v_slice;
end
$$;
