-- Converts and completes parameters by the version's generated function.
create or replace function pgdurable.arguments_of(p_version pgdurable.flow_version, p_params jsonb, p_key text, p_scheduled_at timestamptz)
returns pgdurable.arguments
language plpgsql
as $$
declare
  v_arguments pgdurable.arguments;
begin
  execute format('select * from pgdurable_flows.%I($1, $2)', p_version.slice || '_args') into v_arguments using p_params, p_scheduled_at;
  if p_key is not null then
    if p_version.keyed then
      raise exception using errcode = 'PD002', message = format('flow %s computes its key itself', p_version.flow),
        hint = 'Leave the key out.';
    end if;
    v_arguments.key := p_key;
  end if;
  return v_arguments;
end
$$;
