-- The engine's clock: wall time, not transaction time; moved by pgdurable.set_clock in tests.
create or replace function pgdurable.now() returns timestamptz
language sql volatile parallel safe
as $$
  select pg_catalog.clock_timestamp() + c.clock_offset from pgdurable.config c
$$;
