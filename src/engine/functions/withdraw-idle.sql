create or replace function pgdurable.withdraw_idle(p_worker uuid) returns void
language sql
as $$
  delete from pgdurable.idle i where i.worker = p_worker
$$;
