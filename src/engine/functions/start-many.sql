-- Starts one run for each element of `params`, in its order. One statement for all of them where the flow has neither
-- key nor limit.
create or replace function pgdurable.start_many(flow text, params jsonb[], label text default null) returns setof uuid
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_version pgdurable.flow_version := pgdurable.find_flow(start_many.flow);
  v_now timestamptz := pgdurable.now();
begin
  if v_version.keyed or v_version.run_limit is not null then
    return query
      select pgdurable.enqueue(v_version, pgdurable.arguments_of(v_version, p.params, null, null), start_many.label, null, null, null)
        from unnest(start_many.params) with ordinality p(params, ord) order by p.ord;
    return;
  end if;
  return query execute format($sql$
    with started as materialized (
      select pgdurable.new_run_id(floor(random() * 65536)::int) as run, a.params, p.ord
        from unnest($1) with ordinality p(params, ord), lateral pgdurable_flows.%I(p.params, null) a
    ), inserted as (
      insert into pgdurable.token (part, run, tok, version, node, prio, due, label, params, created_at)
      -- Due in the order of the array, a microsecond apart: claims need not walk through equals that are gone already.
      select pgdurable.part_of(s.run), s.run, 0, $2, $5, $6, $3 + s.ord * interval '1 microsecond', $4, s.params, $3 from started s
    )
    select s.run from started s order by s.ord
  $sql$, v_version.slice || '_args') using start_many.params, v_version.version, v_now, start_many.label, v_version.entry, v_version.priority;
  perform pgdurable.wake(null);
end
$$;
