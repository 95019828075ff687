-- Every run, live or finished. The parts are joined in so that a look for one id finds the keys (part, run, ..).
create or replace view pgdurable.runs as
select t.run as id, v.flow, left(v.hash, 8) as version,
       case when t.state = 1 then case when b.due <= (select pgdurable.now()) then 'running' else 'waiting' end
            when t.started_at is null then 'pending'
            when t.due > (select pgdurable.now()) then 'waiting'
            else 'running' end as status,
       t.label, t.key, t.params, null::jsonb as result, null::jsonb as error, t.created_at, t.started_at,
       null::timestamptz as finished_at, t.scheduled_at,
       case when b.due > (select pgdurable.now()) and b.due < 'infinity' then b.due end as waiting_until,
       (select string_agg(distinct 'signal ' || w.sig, ', ') from pgdurable.token w
         where w.part = t.part and w.run = t.run and w.state = 2) as waiting_for
  from generate_series(0, pgdurable.parts() - 1) p(part)
  join pgdurable.token t on t.part = p.part::smallint and t.tok = 0
  join pgdurable.flow_version v on v.version = t.version
 cross join lateral (
   -- When it goes on: of a run that has branches, when the first of them does.
   select case when t.state <> 1 then t.due
               else (select min(b.due) from pgdurable.token b where b.part = t.part and b.run = t.run and b.tok > 0 and b.state <> 1) end as due
 ) b
union all
select d.run, v.flow, left(v.hash, 8), (array['completed', 'failed', 'cancelled'])[d.status], d.label, d.key, d.params, d.result, d.error - 'node',
       d.created_at, d.started_at, d.finished_at, d.scheduled_at, null, null
  from generate_series(0, pgdurable.parts() - 1) p(part)
  join pgdurable.done d on d.part = p.part::smallint
  join pgdurable.flow_version v on v.version = d.version;
