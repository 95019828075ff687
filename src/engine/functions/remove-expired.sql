-- Removes finished runs kept longer than their flow's `retain`, each with its history and key in this one transaction, for
-- about two seconds at most: what is left is removed next time.
create or replace function pgdurable.remove_expired(p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_end timestamptz := clock_timestamp() + interval '2 s';
  v_kept record;
  v_part smallint;
  v_runs uuid[];
begin
  for v_kept in select p_now - v.retain as until, array_agg(v.version) as versions from pgdurable.flow_version v group by v.retain loop
    for v_part in select generate_series(0, pgdurable.parts() - 1) loop
      loop
        select array_agg(e.run) into v_runs
          from (select d.run from pgdurable.done d
                 where d.part = v_part and d.finished_at < v_kept.until and d.version = any (v_kept.versions) limit 10000) e;
        exit when v_runs is null;
        delete from pgdurable.live_key k
         using pgdurable.done d, pgdurable.flow_version v
         where d.part = v_part and d.run = any (v_runs) and d.finished_at < v_kept.until and v.version = d.version
           and k.part = v_part and k.flow = v.flow and k.key = d.key and k.run = d.run;
        delete from pgdurable.history h where h.part = v_part and h.run = any (v_runs);
        delete from pgdurable.done d where d.part = v_part and d.run = any (v_runs) and d.finished_at < v_kept.until;
        exit when cardinality(v_runs) < 10000;
        if clock_timestamp() > v_end then
          return;
        end if;
      end loop;
    end loop;
  end loop;
  -- Fire times as old as this are never computed again.
  for v_part in select generate_series(0, pgdurable.parts() - 1) loop
    delete from pgdurable.schedule_fire f where f.part = v_part and f.fire < p_now - interval '30 days';
  end loop;
end
$$;
