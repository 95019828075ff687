create or replace function pgdurable.engine_version() returns int
language sql stable
as $$
  select c.version from pgdurable.config c
$$;
