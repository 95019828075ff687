-- What a slice of this version executes to put initially deferred constraints back after it made all of them immediate; null
-- where the database has no deferrable constraint. Left out is what the slice's owner may not name, and names that belong to
-- other constraints too: those stay immediate, and a step that cannot bear it runs alone.
create or replace function pgdurable.deferrable(p_version bigint) returns text
language sql stable
as $$
  select case when count(*) > 0 then
           coalesce('set constraints ' || string_agg(c.name, ', ' order by c.name) filter (where c.restore) || ' deferred', '') end
    from (
      select format('%I.%I', n.nspname, k.conname) as name,
             bool_and(k.condeferrable and k.condeferred) and has_schema_privilege(o.owner, n.oid, 'usage') as restore
        from pg_catalog.pg_constraint k join pg_catalog.pg_namespace n on n.oid = k.connamespace
       cross join (select p.proowner as owner from pgdurable.flow_version v join pg_catalog.pg_proc p
                       on p.oid = to_regprocedure(format('pgdurable_flows.%I(pgdurable.claim, pgdurable.limits)', v.slice))
                    where v.version = p_version) o
       where k.conrelid <> 0
       group by n.oid, n.nspname, k.conname, o.owner
      having bool_or(k.condeferrable)
    ) c
$$;
