-- Puts a poke off by 2 ms, doubling up to 1 s. What holds it up for longer than a batch is a step of lane 1: that is cancelled,
-- if it is below `p_below` (null: whatever it is), unless it ends by itself within a few milliseconds.
create or replace function pgdurable.poke_again(p_part smallint, p_run uuid, p_tok bigint, p_tries int, p_now timestamptz, p_below bigint default null)
returns void
language plpgsql
as $$
begin
  update pgdurable.token t set attempt = p_tries + 1, due = p_now + make_interval(secs => least(0.002 * 2 ^ least(p_tries, 9), 1))
   where t.part = p_part and t.run = p_run and t.tok = p_tok;
  if p_tries > 1 then
    perform pgdurable.cancel_step(p_part, p_run, p_below);
  end if;
end
$$;
