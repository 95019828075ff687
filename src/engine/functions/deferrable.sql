-- What a slice executes to put initially deferred constraints back after it made all of them immediate; null where the
-- database has no deferrable constraint. Read once per CALL.
create or replace function pgdurable.deferrable() returns text
language sql stable
as $$
  select case when count(*) > 0 then
           coalesce('set constraints ' || string_agg(format('%I.%I', n.nspname, c.conname), ', ') filter (where c.condeferred) || ' deferred', '') end
    from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace
   where c.condeferrable
$$;
