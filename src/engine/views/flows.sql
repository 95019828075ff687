-- What every flow's name means now.
create or replace view pgdurable.flows as
select f.name, left(v.hash, 8) as version, f.number, f.deployed_at, v.description, v.params, v.schedules,
       (select count(*) from pgdurable.token t join pgdurable.flow_version w on w.version = t.version where t.tok = 0 and w.flow = f.name) as live
  from pgdurable.flow f join pgdurable.flow_version v on v.version = f.version;
