-- Acts on control messages that are due, before any other work: a cancel does not wait behind a queue. Returns how many.
create or replace function pgdurable.serve_pokes(p_part smallint, p_now timestamptz) returns int
language plpgsql
as $$
declare
  v_poke record;
  v_served int := 0;
begin
  for v_poke in
    select t.run, t.tok, t.attempt from pgdurable.token t
     where t.part = p_part and t.lane = 4 and t.prio = 0 and t.due <= p_now
     order by t.due limit 32 for update skip locked
  loop
    perform pgdurable.poke(p_part, v_poke.run, v_poke.tok, v_poke.attempt, p_now);
    v_served := v_served + 1;
  end loop;
  return v_served;
end
$$;
