-- Gives the runner's role, where there is one, its rights on a table of the engine.
create or replace function pgdurable.grant_runner(p_table text) returns void
language plpgsql
as $$
begin
  if exists (select 1 from pg_catalog.pg_roles r where r.rolname = 'pgdurable_runner') then
    execute format('grant select, insert, update, delete on pgdurable.%I to pgdurable_runner', p_table);
  end if;
end
$$;
