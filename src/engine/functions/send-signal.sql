-- Puts a signal into the inbox of a live run, in the form in which its version binds it, with the poke that makes the engine
-- look. False: one with this id is, or was, there.
create or replace function pgdurable.send_signal(p_part smallint, p_run uuid, p_version bigint, p_name text, p_payload jsonb, p_id text) returns boolean
language plpgsql
as $$
declare
  v_now timestamptz := pgdurable.now();
  v_version pgdurable.flow_version;
  v_vals text[];
  v_id bigint;
begin
  select v.* into strict v_version from pgdurable.flow_version v where v.version = p_version;
  if not exists (select 1 from pgdurable.node n where n.version = p_version and n.signal = p_name) then
    raise exception using errcode = 'PD006',
      message = format('flow %s never awaits a signal %s', v_version.flow, coalesce(quote_ident(p_name), 'null')),
      hint = coalesce('The version of this run awaits: ' || (select string_agg(distinct n.signal, ', ') from pgdurable.node n where n.version = p_version),
                      'The version of this run awaits no signal.');
  end if;
  if p_payload is null then
    raise exception using errcode = 'PD002', message = format('the payload of signal %s is NULL', p_name),
      hint = 'A payload is JSON; leave it out where there is nothing to say.';
  end if;
  if octet_length(p_payload::text) > 1048576 then
    raise exception using errcode = 'PD004', message = format('the payload of signal %s is larger than 1 MiB', p_name),
      hint = 'Keep it in a table and send what it is found by.';
  end if;
  if octet_length(p_id) > 1024 then
    raise exception using errcode = 'PD004', message = 'the id of a signal is longer than 1,024 bytes';
  end if;
  execute format('select pgdurable_flows.%I($1, $2)', v_version.slice || '_inbox') into v_vals using p_name, p_payload;
  insert into pgdurable.inbox (part, run, kind, at, name, vals, dedup) values (p_part, p_run, 'signal', v_now, p_name, v_vals, p_id)
    on conflict (part, run, dedup) where dedup is not null do nothing
    returning id into v_id;
  if not found then
    return false;
  end if;
  insert into pgdurable.token (part, run, tok, version, node, state, lane, prio, due) values (p_part, p_run, -v_id, 0, 0, 9, 4, -1, v_now);
  perform pgdurable.wake(p_part);
  return true;
end
$$;
