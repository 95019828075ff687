-- Acts on pokes that are due, before any other work: a cancel does not wait behind a queue, nor behind signals, whose pokes have a
-- lower priority. Those about slots come first, as they wait for the rows of slots, which nobody may do who has closed a run.
-- Returns how many.
create or replace function pgdurable.serve_pokes(p_part smallint, p_now timestamptz) returns int
language plpgsql
as $$
declare
  v_about_slots bigint[] := array[pgdurable.poke_number('slot wanted'), pgdurable.poke_number('slot given')];
  v_runs uuid[];
  v_toks bigint[];
  v_tries int[];
  v_served int;
begin
  select array_agg(k.run order by k.due, k.run, k.tok), array_agg(k.tok order by k.due, k.run, k.tok),
         array_agg(k.attempt order by k.due, k.run, k.tok) into v_runs, v_toks, v_tries
    from (select t.run, t.tok, t.attempt, t.due from pgdurable.token t
           where t.part = p_part and t.lane = 4 and t.prio = 0 and t.due <= p_now
           order by t.due limit 32 for update skip locked) k;
  if v_toks && v_about_slots then
    perform pgdurable.serve_slots(p_part, array_agg(k.run order by k.ord), array_agg(k.tok order by k.ord), array_agg(k.tries order by k.ord), p_now)
       from unnest(v_runs, v_toks, v_tries) with ordinality k(run, tok, tries, ord) where k.tok = any (v_about_slots);
  end if;
  for i in 1 .. coalesce(cardinality(v_runs), 0) loop
    if v_toks[i] <> all (v_about_slots) then
      perform pgdurable.poke(p_part, v_runs[i], v_toks[i], v_tries[i], p_now);
    end if;
  end loop;
  v_served := coalesce(cardinality(v_runs), 0);
  select array_agg(k.run), array_agg(k.tok) into v_runs, v_toks
    from (select t.run, t.tok from pgdurable.token t
           where t.part = p_part and t.lane = 4 and t.prio = -1 and t.due <= p_now
           order by t.due limit 32 for update skip locked) k;
  if v_runs is not null then
    perform pgdurable.serve_signals(p_part, v_runs, v_toks, p_now);
  end if;
  return v_served + coalesce(cardinality(v_runs), 0);
end
$$;
