-- Runs one step of the given token, which pgdurable.mark_suspect has marked, unless somebody did so already. A step that has
-- killed its backend three times fails with `crashed`.
create or replace function pgdurable.run_alone_token(p_part int, p_run uuid, p_tok bigint) returns boolean
language plpgsql
as $$
declare
  v_part smallint := p_part;
  v_claims pgdurable.claim[];
  v_crashes int;
begin
  select t.crashes, array[row(t.run, t.tok, t.parent, t.path, t.version, t.node, t.state, t.attempt, coalesce(t.since, t.due), t.params, null,
                              t.key, t.started_at, t.scheduled_at, null, t.prio, t.iters)::pgdurable.claim]
    into v_crashes, v_claims
    from pgdurable.token t
   where t.part = v_part and t.run = p_run and t.tok = p_tok and t.crashes > 0 for update skip locked;
  if not found then
    return false;
  end if;
  v_claims := pgdurable.load_claims(v_part, v_claims);
  if v_claims is null then
    return false;
  end if;
  perform pgdurable.run_claim_alone(v_part, v_claims[1], case when v_crashes > 3 then
    jsonb_build_object('code', 'crashed', 'message', 'the step has ended its database connection three times', 'detail', null) end);
  return true;
end
$$;
