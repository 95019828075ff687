-- Housekeeping, once a minute by any runner: partitions for five weeks ahead, and the removal of finished runs that have
-- been kept long enough.
create or replace function pgdurable.maintain() returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := pgdurable.now();
begin
  if not pg_try_advisory_xact_lock(hashtext('pgdurable.maintain')) then
    return;
  end if;
  perform pgdurable.create_partitions(v_now);
  perform pgdurable.remove_expired(v_now);
  perform pgdurable.drop_partitions(v_now);
end
$$;
