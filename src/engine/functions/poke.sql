-- Acts on one control message. The run's mutex is only tried: if somebody has it, the poke comes again soon.
create or replace function pgdurable.poke(p_part smallint, p_run uuid, p_tok bigint, p_tries int, p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_message pgdurable.inbox;
  v_below bigint;
  v_ctl smallint;
  v_done boolean;
begin
  if p_tok = pgdurable.poke_number('deadline') then
    perform pgdurable.poke_deadline(p_part, p_run, p_tok, p_tries, p_now);
    return;
  end if;
  select i.* into v_message from pgdurable.inbox i where i.part = p_part and i.run = p_run and i.id = -p_tok;
  v_below := case v_message.kind when 'caught' then (v_message.payload ->> 'tok')::bigint end;
  select t.ctl into v_ctl from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = 0 for no key update skip locked;
  if not found and exists (select 1 from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = 0) then
    perform pgdurable.poke_again(p_part, p_run, p_tok, p_tries, p_now, v_below);
    return;
  end if;
  -- The run has ended (v_ctl null), it is failing, or another cancel closes it already.
  if v_ctl is null or v_message.id is null or v_message.kind = 'cancel' and (v_ctl = 2 or v_ctl = 1 and p_tries = 0)
     or v_message.kind = 'caught' and v_ctl in (1, 2) then
    perform pgdurable.drop_poke(p_part, p_run, p_tok);
    return;
  end if;
  if v_message.kind = 'caught' then
    v_done := pgdurable.go_on_caught(p_part, p_run, v_below, v_message.payload -> 'error', p_now);
  else
    if v_ctl in (0, 3) then
      update pgdurable.token t set ctl = 1 where t.part = p_part and t.run = p_run and t.tok = 0;
    end if;
    v_done := pgdurable.close_run(p_part, p_run, case v_message.kind when 'cancel' then 3 else 2 end::smallint, v_message.payload, p_now);
  end if;
  if v_done then
    perform pgdurable.drop_poke(p_part, p_run, p_tok);
  else
    perform pgdurable.poke_again(p_part, p_run, p_tok, p_tries, p_now, v_below);
  end if;
end
$$;
