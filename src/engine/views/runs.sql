-- Every run, live or finished.
create or replace view pgdurable.runs as
select t.run as id, v.flow, left(v.hash, 8) as version,
       case when t.state = 1 then case when exists (
                   select 1 from pgdurable.token b
                    where b.part = t.part and b.run = t.run and b.tok > 0 and b.state <> 1 and b.due <= (select pgdurable.now()))
                 then 'running' else 'waiting' end
            when t.started_at is null then 'pending'
            when t.due > (select pgdurable.now()) then 'waiting'
            else 'running' end as status,
       t.label, t.key, t.params, null::jsonb as result, null::jsonb as error, t.created_at, t.started_at,
       null::timestamptz as finished_at, t.scheduled_at,
       case when t.state <> 1 and t.due > (select pgdurable.now()) then t.due end as waiting_until
  from pgdurable.token t join pgdurable.flow_version v on v.version = t.version
 where t.tok = 0
union all
select d.run, v.flow, left(v.hash, 8), (array['completed', 'failed', 'cancelled'])[d.status], d.label, d.key, d.params, d.result, d.error - 'node',
       d.created_at, d.started_at, d.finished_at, d.scheduled_at, null
  from generate_series(0, pgdurable.parts() - 1) p(part)     -- so that a lookup by id finds the key (part, run)
  join pgdurable.done d on d.part = p.part::smallint
  join pgdurable.flow_version v on v.version = d.version;
