-- Refuses parameters that are no object, too large, unknown or missing. Called by the generated arguments functions.
create or replace function pgdurable.check_arguments(p_flow text, p_params jsonb, p_names text[], p_required text[]) returns void
language plpgsql immutable
as $$
declare
  v_name text;
begin
  if p_params is null or jsonb_typeof(p_params) <> 'object' then
    raise exception using errcode = 'PD002', message = format('the parameters of flow %s must be a JSON object', p_flow);
  end if;
  if pg_column_size(p_params) > 16777216 then
    raise exception using errcode = 'PD004', message = format('the parameters of flow %s are larger than 16 MiB', p_flow);
  end if;
  for v_name in select jsonb_object_keys(p_params) loop
    if v_name <> all (p_names) then
      raise exception using errcode = 'PD002', message = format('flow %s has no parameter %s', p_flow, quote_ident(v_name)),
        hint = case when cardinality(p_names) = 0 then 'It has no parameters.' else 'It has: ' || array_to_string(p_names, ', ') end;
    end if;
  end loop;
  foreach v_name in array p_required loop
    if not p_params ? v_name then
      raise exception using errcode = 'PD002', message = format('parameter %s of flow %s is missing', quote_ident(v_name), p_flow);
    end if;
  end loop;
end
$$;
