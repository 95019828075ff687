-- Takes a flow out of use: its name can no longer be started and its schedules and triggers
-- are gone; runs that live go on to their end.
create or replace function pgdurable.retire(p_flow text) returns void
language plpgsql
as $$
begin
  perform pgdurable.drop_triggers(p_flow, null);
  delete from pgdurable.schedule s where s.flow = p_flow;
  delete from pgdurable.flow f where f.name = p_flow;
  if not found then
    raise exception using errcode = 'PD001', message = format('there is no flow %s', quote_ident(p_flow));
  end if;
end
$$;
