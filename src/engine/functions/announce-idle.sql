-- A runner says that it waits for notifications; rows of runners that have died go.
create or replace function pgdurable.announce_idle(p_worker uuid) returns void
language sql
as $$
  delete from pgdurable.idle i where i.seen_at < clock_timestamp() - interval '1 minute';
  insert into pgdurable.idle (worker, seen_at) values (p_worker, clock_timestamp())
    on conflict (worker) do update set seen_at = excluded.seen_at
$$;
