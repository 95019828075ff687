-- Drops the triggers that start a flow, but not those of the version `p_keep`; null: all of them.
create or replace function pgdurable.drop_triggers(p_flow text, p_keep bigint) returns void
language plpgsql
as $$
declare
  v_trigger record;
begin
  for v_trigger in
    select g.tgname as name, g.tgrelid::regclass as table_name
      from pgdurable.flow_version v
      join pg_catalog.pg_proc p on p.pronamespace = 'pgdurable_flows'::regnamespace and p.proname ~ ('^' || v.slice || '_on[0-9]+$')
      join pg_catalog.pg_trigger g on g.tgfoid = p.oid and g.tgparentid = 0
     where v.flow = p_flow and v.triggers <> '[]' and v.version is distinct from p_keep
  loop
    execute format('drop trigger %I on %s', v_trigger.name, v_trigger.table_name);
  end loop;
end
$$;
