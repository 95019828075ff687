-- Raised by a step that reads one row of a binding that has none, or several.
create or replace function pgdurable.fail_rows(p_binding text, p_rows int) returns void
language plpgsql immutable
as $$
begin
  if coalesce(p_rows, 0) = 0 then
    raise exception using errcode = 'PDR01', message = format('$%s has no row', p_binding),
      hint = format('$%s? reads NULL when there is no row.', p_binding);
  end if;
  raise exception using errcode = 'PDR02', message = format('$%s has %s rows where one is read', p_binding, p_rows),
    hint = format('$%s.* reads all of them.', p_binding);
end
$$;
