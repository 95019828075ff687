-- The part of a value of a flow's `limit`: its runs that have no key lie there too.
create or replace function pgdurable.slot_part(p_flow text, p_val text) returns smallint
language sql volatile parallel safe
as $$
  select (pgdurable.key_hash(p_flow, p_val) % pgdurable.parts())::smallint
$$;
