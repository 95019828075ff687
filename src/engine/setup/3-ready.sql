-- Partitions for the first weeks, and the loops over the slice functions of versions that are there already.
select pgdurable.create_partitions(pgdurable.now());
select pgdurable.create_batch(v.slice) from pgdurable.flow_version v;
