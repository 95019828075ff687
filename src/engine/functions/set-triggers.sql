-- Makes the triggers of a version's `after` clauses, which are named like the functions they call. Those that are there stay.
create or replace function pgdurable.set_triggers(p_version pgdurable.flow_version) returns void
language plpgsql
as $$
declare
  v_trigger record;
  v_table regclass;
begin
  perform pgdurable.drop_triggers(p_version.flow, p_version.version);
  for v_trigger in
    select t.ord, t.def, p_version.slice || '_on' || t.ord as name from jsonb_array_elements(p_version.triggers) with ordinality t(def, ord)
  loop
    select to_regclass(format('%I.%I', s.name, v_trigger.def ->> 'table')) into v_table
      from jsonb_array_elements_text(v_trigger.def -> 'schemas') with ordinality s(name, ord)
     where to_regclass(format('%I.%I', s.name, v_trigger.def ->> 'table')) is not null order by s.ord limit 1;
    if v_table is null then
      raise exception using errcode = 'PD001', message = format('flow %s is started by rows of the table %s, which is not there',
        p_version.flow, quote_ident(v_trigger.def ->> 'table')), hint = 'Deploy the flow after the table has been made.';
    end if;
    continue when exists (select 1 from pg_catalog.pg_trigger g where g.tgrelid = v_table and g.tgname = v_trigger.name);
    execute format('create trigger %I after %s%s on %s %s execute function pgdurable_flows.%I()', v_trigger.name, v_trigger.def ->> 'event',
      (select ' of ' || string_agg(quote_ident(c.name), ', ' order by c.ord)
         from jsonb_array_elements_text(v_trigger.def -> 'columns') with ordinality c(name, ord)),
      v_table,
      case v_trigger.def ->> 'event'
        when 'insert' then 'referencing new table as "@new" for each statement'
        when 'delete' then 'referencing old table as "@old" for each statement'
        -- Of two transition tables nobody could tell which rows belong together.
        else 'for each row' end,
      v_trigger.name);
  end loop;
end
$$;
