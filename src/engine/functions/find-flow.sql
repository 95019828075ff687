-- The version that a flow's name means now.
create or replace function pgdurable.find_flow(p_flow text) returns pgdurable.flow_version
language plpgsql stable
as $$
declare
  v_version pgdurable.flow_version;
begin
  select v.* into v_version
    from pgdurable.flow f join pgdurable.flow_version v on v.version = f.version
   where f.name = p_flow;
  if not found then
    raise exception using errcode = 'PD001', message = format('there is no flow %s', coalesce(quote_ident(p_flow), 'null')),
      hint = coalesce('Deployed flows: ' || (select string_agg(f.name, ', ' order by f.name) from pgdurable.flow f), 'No flow is deployed yet.');
  end if;
  return v_version;
end
$$;
