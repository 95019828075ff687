-- An error as the only row of a binding: code, message, step, attempt, detail.
create or replace function pgdurable.error_values(p_error jsonb) returns text[]
language sql immutable parallel safe
as $$
  select array[p_error ->> 'code', p_error ->> 'message', p_error ->> 'step', p_error ->> 'attempt', nullif(p_error -> 'detail', 'null')::text]
$$;
