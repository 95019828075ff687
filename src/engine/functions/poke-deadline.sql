-- Ends a run whose flow's timeout has passed, whatever it is doing. The run's mutex is only tried, as for any poke.
create or replace function pgdurable.poke_deadline(p_part smallint, p_run uuid, p_tok bigint, p_tries int, p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_ctl smallint;
  v_timeout interval;
begin
  select t.ctl into v_ctl from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = 0 for no key update skip locked;
  if not found and exists (select 1 from pgdurable.token t where t.part = p_part and t.run = p_run and t.tok = 0) then
    perform pgdurable.poke_again(p_part, p_run, p_tok, p_tries, p_now);
    return;
  end if;
  -- The run has ended (v_ctl null), or it is being closed for another reason.
  if v_ctl is null or v_ctl = 1 or v_ctl = 2 and p_tries = 0 then
    perform pgdurable.drop_poke(p_part, p_run, p_tok);
    return;
  end if;
  if v_ctl in (0, 3) then
    update pgdurable.token t set ctl = 2 where t.part = p_part and t.run = p_run and t.tok = 0;
  end if;
  select v.timeout into v_timeout
    from pgdurable.token t join pgdurable.flow_version v on v.version = t.version
   where t.part = p_part and t.run = p_run and t.tok = 0;
  if pgdurable.close_run(p_part, p_run, 2::smallint, jsonb_build_object('code', 'timeout', 'detail', null, 'message',
       'the run has not ended within ' || to_char(v_timeout, case when extract(microseconds from v_timeout)::int % 1000000 = 0 then 'HH24:MI:SS' else 'HH24:MI:SS.MS' end)), p_now) then
    perform pgdurable.drop_poke(p_part, p_run, p_tok);
  else
    perform pgdurable.poke_again(p_part, p_run, p_tok, p_tries, p_now);
  end if;
end
$$;
