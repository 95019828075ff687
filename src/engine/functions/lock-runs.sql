-- The mutex of every run whose branch has moved: token 0, locked in the order of ids and after all user SQL. False when such
-- a run is gone or is being closed, or such a branch is being stopped.
create or replace function pgdurable.lock_runs(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns boolean
language plpgsql
as $$
declare
  v_runs uuid[];
  v_open int;
begin
  select array_agg(distinct c.run) into v_runs
    from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
   where c.tok > 0 and s.status <> 7;
  if v_runs is null then
    return true;
  end if;
  perform 1 from pgdurable.token t where t.part = p_part and t.tok = 0 and t.run = any (v_runs) order by t.run for no key update;
  -- A new statement: its snapshot is taken after the locks.
  select count(*) into v_open from pgdurable.token t where t.part = p_part and t.tok = 0 and t.run = any (v_runs) and t.ctl = 0;
  if v_open < cardinality(v_runs) then
    return false;
  end if;
  return not exists (
    select 1 from unnest(p_claims) with ordinality c join unnest(p_slices) with ordinality s on s.ordinality = c.ordinality
      join pgdurable.token a on a.part = p_part and a.run = c.run and a.tok = any (c.path)
     where cardinality(c.path) > 1 and s.status <> 7 and a.ctl <> 0);
end
$$;
