-- An error with the line of its step, which a deployed change of layout may have moved. (That is not the node which has failed
-- where a caught error was failed with again.)
create or replace function pgdurable.error_line(p_version bigint, p_error jsonb) returns jsonb
language sql stable strict
as $$
  select p_error || jsonb_build_object('line', (select n.source_line from pgdurable.node n
                                                 where n.version = p_version and n.name = p_error ->> 'step'
                                                 order by n.node = (p_error ->> 'node')::int desc, n.node limit 1))
$$;
