-- One step of one claimed token, and its books.
create or replace function pgdurable.run_claim_alone(p_part smallint, p_claims pgdurable.claim[]) returns void
language plpgsql
as $$
declare
  v_claim pgdurable.claim := p_claims[1];
  v_slice pgdurable.slice;
  v_limits pgdurable.limits;
  v_error jsonb;
  v_began timestamptz := clock_timestamp();
  v_detail text; v_hint text; v_schema text; v_table text; v_column text; v_constraint text; v_message text;
begin
  if v_claim.tok >= 0 then
    v_limits.max_steps := 1;
    v_limits.deferred := pgdurable.deferrable();
    begin
      v_slice := pgdurable.call_slice(v_claim, v_limits);
      if v_slice.status in (0, 3) and clock_timestamp() - v_began > interval '250 ms' then
        perform pgdurable.remember_slow(v_claim.version, v_claim.node);
      end if;
    exception when others or query_canceled or assert_failure then
      get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_schema = schema_name,
        v_table = table_name, v_column = column_name, v_constraint = constraint_name;
      v_error := jsonb_build_object('code', pgdurable.error_code(sqlstate), 'message', v_message, 'detail', jsonb_build_object(
        'detail', nullif(v_detail, ''), 'hint', nullif(v_hint, ''), 'schema', nullif(v_schema, ''), 'table', nullif(v_table, ''),
        'column', nullif(v_column, ''), 'constraint', nullif(v_constraint, '')));
      v_slice := pgdurable.failed_slice(p_part, v_claim, v_error, v_began);
    end;
  end if;
  if not pgdurable.book(p_part, p_claims, array[v_slice], pgdurable.now()) then
    raise exception using errcode = 'PDR09', message = 'the run was closed while its branch worked';
  end if;
  perform pg_advisory_unlock_all();
  discard temp;
  unlisten *;
end
$$;
