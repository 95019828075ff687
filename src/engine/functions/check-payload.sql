-- Refuses the payload of a signal that is no object, or has columns that are unknown, missing or null. Called by the generated
-- functions that convert payloads.
create or replace function pgdurable.check_payload(p_flow text, p_signal text, p_payload jsonb, p_names text[], p_required text[]) returns void
language plpgsql immutable
as $$
declare
  v_name text;
begin
  if jsonb_typeof(p_payload) <> 'object' then
    raise exception using errcode = 'PD002', message = format('the payload of signal %s of flow %s must be a JSON object', p_signal, p_flow),
      hint = 'Its columns are: ' || array_to_string(p_names, ', ');
  end if;
  for v_name in select jsonb_object_keys(p_payload) loop
    if v_name <> all (p_names) then
      raise exception using errcode = 'PD002', message = format('signal %s of flow %s has no column %s', p_signal, p_flow, quote_ident(v_name)),
        hint = 'Its columns are: ' || array_to_string(p_names, ', ');
    end if;
  end loop;
  foreach v_name in array p_required loop
    if coalesce(jsonb_typeof(p_payload -> v_name), 'null') = 'null' then
      raise exception using errcode = 'PD002',
        message = format('column %s of signal %s of flow %s is %s', quote_ident(v_name), p_signal, p_flow,
                         case when p_payload ? v_name then 'null' else 'missing' end),
        hint = 'Only a column that the flow declares with null may be left out.';
    end if;
  end loop;
end
$$;
