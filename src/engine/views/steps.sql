-- Every attempt of a step that has ended, and every place where a live run stands.
create or replace view pgdurable.steps as
with slices as (
  select h.part, h.run, h.version, h.attempt, h.steps, h.times, h.vals, h.iterations from pgdurable.history h
  union all
  select d.part, d.run, d.version, d.attempt, d.steps, d.times, d.vals, d.iterations from pgdurable.done d where d.steps is not null
), errors as (
  select h.part, h.run, h.version, h.error, h.times[cardinality(h.times) - 1] as started_at, h.times[cardinality(h.times)] as finished_at
    from pgdurable.history h where h.error is not null
  union all
  select d.part, d.run, d.version, d.error, coalesce(d.times[cardinality(d.times) - 1], d.finished_at), d.finished_at
    from pgdurable.done d where d.error ? 'node' and d.times is not null
)
select s.run as run_id, n.name as step, n.kind, n.node, s.iterations[g.i] as iteration, case g.i when 1 then s.attempt + 1 else 1 end as attempt,
       'completed' as status, s.times[g.i] as started_at, s.times[g.i + 1] as finished_at, s.steps[2 * g.i]::bigint as rows,
       (select pgdurable.render(c.slot -> 'columns', v::pgdurable.value)
          from unnest(s.vals) v join pgdurable.flow_version f on f.version = s.version, jsonb_array_elements(f.slots) c(slot)
         where v.slot = n.slot and (c.slot ->> 'id')::int = v.slot
           -- A slice keeps what was bound last.
           and (s.iterations is null or not exists (
             select 1 from generate_series(g.i + 1, cardinality(s.steps) / 2) l(i)
               join pgdurable.node m on m.version = s.version and m.node = s.steps[2 * l.i - 1] where m.slot = n.slot))) as result,
       null::jsonb as error, n.source_line
  from generate_series(0, pgdurable.parts() - 1) p(part) join slices s on s.part = p.part::smallint
 cross join lateral generate_series(1, cardinality(s.steps) / 2) g(i)
  join pgdurable.node n on n.version = s.version and n.node = s.steps[2 * g.i - 1]
union all
select e.run, n.name, case n.kind when 'again' then 'repeat' else n.kind end, n.node, (e.error ->> 'iteration')::bigint, (e.error ->> 'attempt')::int,
       case when e.error ? 'cancelled' then 'cancelled' else 'failed' end, e.started_at, e.finished_at, null, null,
       (e.error - '{node,conflict,cancelled,iteration}'::text[]) || jsonb_build_object('line', n.source_line), n.source_line
  from generate_series(0, pgdurable.parts() - 1) p(part) join errors e on e.part = p.part::smallint
  join pgdurable.node n on n.version = e.version and n.node = (e.error ->> 'node')::int
union all
select t.run, n.name, case n.kind when 'again' then 'repeat' else n.kind end, n.node, t.iters[n.depth], t.attempt + 1, case when t.due > (select pgdurable.now()) then 'waiting' else 'running' end, t.since, null, null, null,
       null, n.source_line
  from generate_series(0, pgdurable.parts() - 1) p(part) join pgdurable.token t on t.part = p.part::smallint
  join pgdurable.node n on n.version = t.version and n.node = t.node
 where t.tok >= 0 and (t.started_at is not null or t.tok > 0);
