-- Runs with one key of one flow lie in one part, so that the key is found without asking every part.
create or replace function pgdurable.key_hash(p_flow text, p_key text) returns int
language sql volatile parallel safe
as $$
  select case when p_key is null then pg_catalog.floor(pg_catalog.random() * 65536)::int
              else pg_catalog.hashtext(p_flow || pg_catalog.chr(31) || p_key) & 65535 end
$$;
