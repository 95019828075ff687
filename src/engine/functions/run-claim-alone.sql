-- One step of one claimed token, and its books; with `p_error` the step is not run, it has failed already. If the run is
-- closed while its step works, the step leaves nothing behind.
create or replace function pgdurable.run_claim_alone(p_part smallint, p_claim pgdurable.claim, p_error jsonb default null) returns void
language plpgsql
as $$
declare
  v_claims pgdurable.claim[] := array[p_claim];
  v_slice pgdurable.slice;
  v_limits pgdurable.limits;
  v_began timestamptz := pgdurable.now();
  v_started timestamptz := clock_timestamp();
  v_closed boolean := false;
  v_detail text; v_hint text; v_schema text; v_table text; v_column text; v_constraint text; v_message text;
begin
  perform pgdurable.require_read_committed();
  if p_error is null and p_claim.started_at is null
     and exists (select 1 from pgdurable.flow_version v where v.version = p_claim.version and v.timeout is not null) then
    -- Its first step may take long: the deadline has to be there before it.
    v_slice.status := 0; v_slice.node := p_claim.node; v_slice.lane := 1; v_slice.times := array[v_began];
    perform pgdurable.book(p_part, v_claims, array[v_slice], '{0}', false, v_began);
    return;
  end if;
  if p_error is null then
    -- A cancel finds this backend by it.
    perform pg_advisory_xact_lock_shared(pgdurable.step_lock(p_claim.run, p_claim.tok));
    v_limits.max_steps := 1;
    v_limits.deferred := pgdurable.deferrable(p_claim.version);
    v_limits.clock_offset := (select c.clock_offset from pgdurable.config c);
    begin
      v_slice := pgdurable.call_slice(p_part, p_claim, v_limits);
      if v_limits.clock_offset <> '0' then
        v_slice := (pgdurable.shift_times(array[v_slice], v_limits.clock_offset))[1];
      end if;
      v_closed := not pgdurable.lock_runs(p_part, v_claims, array[v_slice]);
      if v_closed then
        raise exception using errcode = 'PDR09', message = 'the run was closed while its branch worked';
      end if;
      if pgdurable.too_large(p_part, v_claims, array[v_slice]) is not null then
        raise exception using errcode = 'PDR03', message = 'the live bindings of the run are larger than 64 MiB';
      end if;
    exception when others or query_canceled or assert_failure then
      get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_schema = schema_name,
        v_table = table_name, v_column = column_name, v_constraint = constraint_name;
      p_error := jsonb_build_object('code', pgdurable.error_code(sqlstate), 'message', v_message, 'detail', jsonb_build_object(
        'detail', nullif(v_detail, ''), 'hint', nullif(v_hint, ''), 'schema', nullif(v_schema, ''), 'table', nullif(v_table, ''),
        'column', nullif(v_column, ''), 'constraint', nullif(v_constraint, '')));
      -- The message or deadline that has cancelled the step waits to close its run, or to stop its branch.
      v_closed := v_closed or sqlstate = '57014' and (
        exists (select 1 from pgdurable.inbox i
                 where i.part = p_part and i.run = p_claim.run and i.kind <> 'signal' and i.kind <> 'caught')
        or exists (select 1 from pgdurable.token t
                    where t.part = p_part and t.run = p_claim.run and t.tok = 0 and t.deadline <= pgdurable.now())
        or exists (select 1 from pgdurable.token a
                    where a.part = p_part and a.run = p_claim.run and a.tok = any (p_claim.path) and a.ctl <> 0));
    end;
    perform pgdurable.tidy_session();
  end if;
  if p_error is not null and not v_closed then
    v_slice := pgdurable.failed_slice(p_part, p_claim, p_error, v_began);
    v_closed := not pgdurable.lock_runs(p_part, v_claims, array[v_slice]);
  end if;
  if v_closed then
    return;
  end if;
  perform pgdurable.book(p_part, v_claims, array[v_slice], array[v_slice.status], v_slice.vals is not null, pgdurable.now());
  if v_slice.status in (0, 3, 8) and v_slice.error is null and clock_timestamp() - v_started > interval '250 ms' then
    perform pgdurable.remember_slow(p_claim.version, p_claim.node);
  end if;
end
$$;
