-- Removes the pokes of runs that have ended which stand for no message. One that somebody serves is left to him: he finds the
-- run gone.
create or replace function pgdurable.drop_own_pokes(p_part smallint, p_runs uuid[]) returns void
language plpgsql
as $$
begin
  delete from pgdurable.token t
   using (select d.run, d.tok from pgdurable.token d
           where d.part = p_part and d.run = any (p_runs)
             and d.tok in (pgdurable.poke_number('deadline'), pgdurable.poke_number('slot wanted'), pgdurable.poke_number('slot given'))
             for update skip locked) f
   where t.part = p_part and t.run = f.run and t.tok = f.tok;
end
$$;
