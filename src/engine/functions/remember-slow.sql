-- For an hour this step is left to lane 1, so that it does not hold up a batch again.
create or replace function pgdurable.remember_slow(p_version bigint, p_node int) returns void
language sql
as $$
  insert into pgdurable.slow (version, node, until) values (p_version, p_node, clock_timestamp() + interval '1 hour')
  on conflict (version, node) do update set until = excluded.until
$$;
