-- Removes the deadlines of runs that have ended. One that somebody serves is left to him: he finds the run gone.
create or replace function pgdurable.drop_deadlines(p_part smallint, p_runs uuid[]) returns void
language plpgsql
as $$
begin
  delete from pgdurable.token t
   using (select d.run, d.tok from pgdurable.token d
           where d.part = p_part and d.run = any (p_runs) and d.tok = pgdurable.poke_number('deadline') for update skip locked) f
   where t.part = p_part and t.run = f.run and t.tok = f.tok;
end
$$;
