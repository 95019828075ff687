-- What becomes of a failed attempt: again at once after a serialization failure, a deadlock or a cancel from outside (at most
-- 100 in a row), later if `retry` says so and `unless` does not hold, else on at the catch of its place, or the end.
create or replace function pgdurable.failed_slice(p_part smallint, p_claim pgdurable.claim, p_error jsonb, p_began timestamptz)
returns pgdurable.slice
language plpgsql
as $$
declare
  v_node pgdurable.node;
  v_slice pgdurable.slice;
  v_attempt int := p_claim.attempt + 1;
  v_code text := p_error ->> 'code';
  v_pause float8;
  v_unless boolean := false;
begin
  select n.* into v_node from pgdurable.node n
   where n.version = p_claim.version and n.node = p_claim.node;
  v_slice.node := v_node.node;
  v_slice.times := array[p_began, pgdurable.now()];
  v_slice.error := p_error || jsonb_build_object('step', v_node.name, 'attempt', v_attempt, 'node', v_node.node)
    || case when v_node.depth > 0 then jsonb_build_object('iteration', p_claim.iters[v_node.depth]) else '{}' end;
  -- Where there is no timeout, it was somebody's pg_cancel_backend, and not the step's fault.
  if (v_code in ('40001', '40P01') or v_code = '57014' and current_setting('statement_timeout') = '0')
     and (select t.conflicts from pgdurable.token t where t.part = p_part and t.run = p_claim.run and t.tok = p_claim.tok) < 100 then
    v_slice.status := 6;
    v_slice.lane := 1;
    v_slice.due := pgdurable.now();
    v_slice.error := v_slice.error || jsonb_build_object('conflict', true);
    return v_slice;
  end if;
  if v_code <> 'crashed' and p_claim.attempt < v_node.retry_count then
    if v_node.retry_unless then
      begin
        p_claim.err := v_slice.error;
        v_unless := (pgdurable.call_slice(p_part, p_claim, null)).status is not distinct from 9;
      exception when others or query_canceled or assert_failure then
        -- `unless` cannot be told: the failure stands as it is, and says so.
        v_unless := true;
        v_slice.error := v_slice.error || jsonb_build_object('unless', sqlerrm);
      end;
    end if;
    if not v_unless then
      v_pause := least(extract(epoch from v_node.retry_from) * 2 ^ least(p_claim.attempt, 60), extract(epoch from v_node.retry_to));
      v_slice.status := 6;
      v_slice.lane := 1;
      v_slice.due := pgdurable.now() + make_interval(secs => v_pause * (0.9 + 0.2 * random()));
      return v_slice;
    end if;
  end if;
  if v_node.handler is null then
    v_slice.status := 2;
  else
    v_slice.status := 0;
    v_slice.node := v_node.handler;
    v_slice.iters := p_claim.iters;
    v_slice.vals := (select array[row(n.slot, 1, pgdurable.error_values(v_slice.error))::pgdurable.value]
                       from pgdurable.node n where n.version = p_claim.version and n.node = v_node.handler and n.slot is not null);
  end if;
  return v_slice;
end
$$;
