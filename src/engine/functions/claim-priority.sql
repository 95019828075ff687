-- The claim itself, for one priority: null when nothing is due. A run that is being closed is left to the one who closes it,
-- and so is one whose deadline has passed.
create or replace function pgdurable.claim_priority(
  p_part smallint, p_lane smallint, p_prio smallint, p_now timestamptz, p_mark timestamptz, p_max int
) returns pgdurable.claim[]
language plpgsql
as $$
begin
  return (
    select array_agg(row(c.run, c.tok, c.parent, c.path, c.version, c.node, c.state, c.attempt, coalesce(c.since, c.due), c.params, null,
                         c.key, c.started_at, c.scheduled_at, null, c.prio, c.iters)::pgdurable.claim)
      from (select t.* from pgdurable.token t
             where t.part = p_part and t.lane = p_lane and t.prio = p_prio and t.due >= p_mark and t.due <= p_now and t.ctl = 0
               and (t.deadline is null or t.deadline > p_now)
             order by t.due limit p_max for update skip locked) c);
end
$$;
