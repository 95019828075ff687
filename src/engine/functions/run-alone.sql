-- Runs one step of one token in the caller's transaction, as lane 1 does: the failing step is known here, so here it is
-- retried or fails its run. False: nothing was due.
create or replace function pgdurable.run_alone(p_part int) returns boolean
language plpgsql
as $$
declare
  v_claims pgdurable.claim[] := pgdurable.claim(p_part::smallint, 1::smallint, pgdurable.now(), '-infinity', 1);
begin
  if v_claims is null then
    return false;
  end if;
  perform pgdurable.run_claim_alone(p_part::smallint, v_claims[1]);
  return true;
end
$$;
