-- The part of a run: its id's last two bytes say it.
create or replace function pgdurable.part_of(p_run uuid) returns smallint
language sql immutable strict parallel safe
as $$
  select ((pg_catalog.get_byte(pg_catalog.uuid_send(p_run), 14) * 256
         + pg_catalog.get_byte(pg_catalog.uuid_send(p_run), 15)) % pgdurable.parts())::smallint
$$;
