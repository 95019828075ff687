-- The engine's own SQLSTATEs by the names that users read; others stand for themselves.
create or replace function pgdurable.error_code(p_sqlstate text) returns text
language sql immutable parallel safe
as $$
  select case p_sqlstate
    when 'PDR01' then 'no_row'
    when 'PDR02' then 'many_rows'
    when 'PDR03' then 'payload_too_large'
    when 'PDR04' then 'null_in_template'
    when 'PDR05' then 'max_iterations'
    else p_sqlstate end
$$;
