-- Group roles, where the installer may create them: pgdurable_runner drives the engine, pgdurable_client starts and reads runs.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['pgdurable_runner', 'pgdurable_client'] loop
    if not exists (select 1 from pg_catalog.pg_roles r where r.rolname = v_role) then
      begin
        execute format('create role %I nologin', v_role);
      exception
        when insufficient_privilege then
          raise notice 'role % was not created: no privilege to create roles', v_role;
        when duplicate_object or unique_violation then
          null;   -- created by somebody else at the same moment
      end;
    end if;
  end loop;
end
$$;
