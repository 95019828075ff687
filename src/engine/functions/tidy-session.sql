-- Takes back what steps may leave in a session that serves other runs: settings, session advisory locks, temporary tables,
-- listening. What steps change in settings of the session would otherwise outlive their transaction.
create or replace function pgdurable.tidy_session() returns void
language plpgsql
as $$
begin
  reset all;
  perform pg_advisory_unlock_all();
  discard temp;
  unlisten *;
end
$$;
