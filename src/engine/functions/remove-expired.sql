-- Removes finished runs kept longer than their flow's `retain`, 10,000 at a time, each with its history and key in this one
-- transaction, and then old partitions that are empty.
create or replace function pgdurable.remove_expired(p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_part smallint;
  v_partition record;
  v_runs uuid[];
  v_used boolean;
begin
  for v_part in select generate_series(0, pgdurable.parts() - 1) loop
    select array_agg(e.run) into v_runs
      from (select d.run from pgdurable.done d join pgdurable.flow_version v on v.version = d.version
             where d.part = v_part and d.finished_at < p_now - v.retain limit 10000) e;
    continue when v_runs is null;
    delete from pgdurable.live_key k where k.part = v_part and k.run = any (v_runs);
    delete from pgdurable.schedule_fire f where f.part = v_part and f.run = any (v_runs);
    delete from pgdurable.history h where h.part = v_part and h.run = any (v_runs);
    delete from pgdurable.done d where d.part = v_part and d.run = any (v_runs);
  end loop;
  for v_partition in
    select c.relname, right(c.relname, 10) as week
      from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
     where i.inhparent in ('pgdurable.history'::regclass, 'pgdurable.done'::regclass)
       and to_date(right(c.relname, 10), 'YYYY_MM_DD') < (p_now - interval '14 days')::date
  loop
    -- What is left in an old partition belongs to runs that still live or are still kept.
    execute format('select exists (select 1 from pgdurable.%I)', v_partition.relname) into v_used;
    if not v_used then
      execute format('drop table pgdurable.%I', v_partition.relname);
    end if;
  end loop;
end
$$;
