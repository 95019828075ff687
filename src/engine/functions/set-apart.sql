-- Puts a run's tokens into lane 1: alone it fails, and takes nobody along. Those that somebody works on are left to him.
create or replace function pgdurable.set_apart(p_part smallint, p_run uuid) returns void
language plpgsql
as $$
begin
  update pgdurable.token t set lane = 1
    from (select b.tok from pgdurable.token b
           where b.part = p_part and b.run = p_run and b.lane = 0 and b.state <> 1 order by b.tok for update skip locked) f
   where t.part = p_part and t.run = p_run and t.tok = f.tok;
end
$$;
