-- Notifies runners that wait: of work in one part or, null, anywhere. NOTIFY from every transaction would cost more than the work itself, so only if one waits.
create or replace function pgdurable.wake(p_part smallint) returns void
language plpgsql
as $$
begin
  if exists (select 1 from pgdurable.idle) then
    perform pg_notify('pgdurable', coalesce(p_part::text, ''));
  end if;
end
$$;
