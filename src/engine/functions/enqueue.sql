-- Inserts the one row that a new run is, and wakes an idle runner if there is one. With a key that is taken, returns the
-- run that holds it; without a priority it has its flow's. Of a flow with `limit` it
-- waits in lane 5, with a poke that asks for a slot. Inserts only: a step of a running flow may call it.
create or replace function pgdurable.enqueue(
  p_version pgdurable.flow_version, p_arguments pgdurable.arguments, p_label text, p_priority int,
  p_at timestamptz, p_scheduled_at timestamptz
) returns uuid
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
  v_run uuid := pgdurable.new_run_id(pgdurable.key_hash(p_version.flow, coalesce(p_arguments.key, p_arguments.slot)));
  v_part smallint := pgdurable.part_of(v_run);
  v_holder uuid;
begin
  if p_priority not between -100 and 100 then
    raise exception using errcode = 'PD002', message = 'a priority lies between -100 and 100';
  end if;
  if p_arguments.key is not null then
    if octet_length(p_arguments.key) > 1024 then
      raise exception using errcode = 'PD004', message = 'a key is longer than 1,024 bytes';
    end if;
    loop
      insert into pgdurable.live_key (part, flow, key, run)
        values (v_part, p_version.flow, p_arguments.key, v_run)
        on conflict do nothing;
      exit when found;
      select k.run into v_holder from pgdurable.live_key k
       where k.part = v_part and k.flow = p_version.flow and k.key = p_arguments.key;
      if found then
        return v_holder;
      end if;
    end loop;
  end if;
  if octet_length(p_arguments.slot) > 1024 then
    raise exception using errcode = 'PD004', message = 'a value of `limit .. per` is longer than 1,024 bytes';
  end if;
  insert into pgdurable.token (part, run, tok, version, node, lane, prio, due, key, label, params, created_at, scheduled_at, slot)
    values (v_part, v_run, 0, p_version.version, p_version.entry, case when p_arguments.slot is null then 0 else 5 end, coalesce(p_priority, p_version.priority), greatest(coalesce(p_at, v_now), v_now), p_arguments.key, p_label,
            p_arguments.params, v_now, p_scheduled_at, p_arguments.slot);
  if p_arguments.slot is not null then
    insert into pgdurable.token (part, run, tok, version, node, state, lane, due)
      values (v_part, v_run, pgdurable.poke_number('slot wanted'), 0, 0, 9, 4, greatest(coalesce(p_at, v_now), v_now));
  end if;
  perform pgdurable.wake(v_part);
  return v_run;
end
$$;
