-- Drops partitions in which nothing is kept any more: row by row a week of runs could not be removed as fast as they can be
-- made. That needs a lock that holds up everybody: it is asked for last, and
-- only for a moment; what is not got is tried again next time.
create or replace function pgdurable.drop_partitions(p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_longest interval := (select max(v.retain) from pgdurable.flow_version v);
  v_partition record;
  v_kept boolean;
  v_old text[] := '{}';
  v_name text;
begin
  for v_partition in
    with partitions as materialized (
      select c.relname as name, i.inhparent = 'pgdurable.history'::regclass as history
        from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
       where i.inhparent in ('pgdurable.history'::regclass, 'pgdurable.done'::regclass)
    ), weeks as (
      -- Of partitions only: other tables have no date in their names.
      select p.name, p.history, to_date(right(p.name, 10), 'YYYY_MM_DD') as week from partitions p
    )
    select w.name, w.history, w.week < (p_now - coalesce(v_longest, '0') - interval '8 days')::date as expired
      from weeks w
     where w.week < (p_now - interval '14 days')::date
  loop
    if v_partition.history then
      execute format($sql$
        select exists (select 1 from pgdurable.%I h
                        where exists (select 1 from pgdurable.token t where t.part = h.part and t.run = h.run and t.tok = 0)
                           or exists (select 1 from pgdurable.done d where d.part = h.part and d.run = h.run))
      $sql$, v_partition.name) into v_kept;
    elsif v_partition.expired then
      execute format($sql$
        delete from pgdurable.live_key k using pgdurable.%I d, pgdurable.flow_version v
         where d.key is not null and v.version = d.version and k.part = d.part and k.flow = v.flow and k.key = d.key and k.run = d.run
      $sql$, v_partition.name);
      v_kept := false;
    else
      execute format('select exists (select 1 from pgdurable.%I)', v_partition.name) into v_kept;
    end if;
    if not v_kept then
      v_old := v_old || v_partition.name::text;
    end if;
  end loop;
  foreach v_name in array v_old loop
    perform set_config('lock_timeout', '50ms', true);
    execute format('drop table pgdurable.%I', v_name);
  end loop;
exception
  when lock_not_available then
    return;
end
$$;
