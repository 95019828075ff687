-- Puts a control message into a run's inbox, with the poke that makes the engine look. Inserts only.
create or replace function pgdurable.send(p_run uuid, p_kind text, p_payload jsonb) returns void
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
  v_part smallint := pgdurable.part_of(p_run);
  v_id bigint;
begin
  insert into pgdurable.inbox (part, run, kind, payload, at) values (v_part, p_run, p_kind, p_payload, v_now) returning id into v_id;
  insert into pgdurable.token (part, run, tok, version, node, state, lane, due) values (v_part, p_run, -v_id, 0, 0, 9, 4, v_now);
  perform pgdurable.wake(v_part);
end
$$;
