-- Makes the loop over a version's slice function: one subtransaction per run, so that a failing one takes nobody along.
-- It belongs to the engine, not to the migration: an engine upgrade makes it anew for every version.
create or replace function pgdurable.create_batch(p_slice text) returns void
language plpgsql
as $$
declare
  v_binds boolean := exists (select 1 from pgdurable.flow_version v where v.slice = p_slice and v.slots <> '[]');
begin
  execute format($sql$
    create or replace function pgdurable_flows.%1$I(p_claims pgdurable.claim[], p_limits pgdurable.limits) returns pgdurable.slice[]
    language plpgsql
    as $batch$
    declare
      v_slices pgdurable.slice[] := array_fill(null::pgdurable.slice, array[cardinality(p_claims)]);
      v_slice pgdurable.slice;
      v_bytes int := 0;
      v_timeout text;
    begin
      for i in 1 .. cardinality(p_claims) loop
        -- What the step before has left in the session is not for this one. In a batch nobody waits for locks.
        -- (Conditions and assignments, because a PERFORM costs as much again.)
        reset all;
        v_timeout := set_config('lock_timeout', '2ms', true);
        if pg_advisory_unlock_all() is not null and pg_my_temp_schema() <> 0 then
          discard temp;
        end if;
        begin
          %3$s
        exception when others or query_canceled or assert_failure then
          -- Its work is undone; lane 1 runs it again step by step and learns which one fails.
          v_slices[i] := row(7, p_claims[i].node, 1, null, null, null, null,
                             jsonb_build_object('code', sqlstate, 'stop', sqlstate in ('57014', '55P03', '40P01', '40001')), null, null, null, null);
          exit when sqlstate in ('57014', '55P03', '40P01', '40001');
        end;
        -- What is bound has to fit into memory until it is written.
        exit when clock_timestamp() > p_limits.until or v_bytes > 67108864;
      end loop;
      return v_slices;
    end
    $batch$
  $sql$, p_slice || '_batch', p_slice, format(case when v_binds then
           'v_slice := pgdurable_flows.%1$I(p_claims[i], p_limits);
          v_slices[i] := v_slice;
          if v_slice.vals is not null then
            v_bytes := v_bytes + pg_column_size(v_slice.vals);
          end if;'
         else 'v_slices[i] := pgdurable_flows.%1$I(p_claims[i], p_limits);' end, p_slice));
  perform pgdurable.grant_function(format('%I(pgdurable.claim[], pgdurable.limits)', p_slice || '_batch'));
end
$$;
