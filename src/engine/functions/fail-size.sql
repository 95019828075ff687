-- Raised before commit when the rows of a binding are more than may be kept.
create or replace function pgdurable.fail_size(p_binding text, p_bytes bigint) returns void
language plpgsql immutable
as $$
begin
  raise exception using errcode = 'PDR03', message = format('the rows of %s are larger than 16 MiB (%s bytes)', p_binding, p_bytes);
end
$$;
