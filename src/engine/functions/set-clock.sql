-- For tests: makes pgdurable.now() go on from `p_now`; null makes it real time again.
create or replace function pgdurable.set_clock(p_now timestamptz) returns void
language sql volatile
as $$
  update pgdurable.config set clock_offset = coalesce(p_now - pg_catalog.clock_timestamp(), '0')
$$;
