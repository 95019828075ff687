-- Completes claims of branches by what only token 0 knows. Claims of a run that is being closed, is gone, is past its deadline
-- or has a control message in its inbox are left out: nothing of it begins after a cancel has committed. So are those that have
-- waited for a signal long enough while there is one: its poke brings it. So are branches that are being stopped, which a mark
-- of a token that waits for them says.
create or replace function pgdurable.load_claims(p_part smallint, p_claims pgdurable.claim[]) returns pgdurable.claim[]
language plpgsql
as $$
declare
  v_messages boolean := exists (select 1 from pgdurable.inbox i where i.part = p_part and i.kind <> 'signal');
  v_claims pgdurable.claim[];
begin
  if not v_messages and not exists (select 1 from unnest(p_claims) c where c.tok > 0 or c.state = 2) then
    return p_claims;
  end if;
  select array_agg(row(c.run, c.tok, c.parent, c.path, c.version, c.node, c.state, c.attempt, c.since, coalesce(c.params, z.params),
                       c.vals, coalesce(c.key, z.key), coalesce(c.started_at, z.started_at), coalesce(c.scheduled_at, z.scheduled_at),
                       c.err, c.prio, c.iters)::pgdurable.claim order by c.ord)
    into v_claims
    from unnest(p_claims) with ordinality c(run, tok, parent, path, version, node, state, attempt, since, params, vals, key, started_at,
                                            scheduled_at, err, prio, iters, ord)
    left join pgdurable.token z on z.part = p_part and z.run = c.run and z.tok = 0 and c.tok > 0
   where (c.tok = 0 or z.ctl = 0 and (z.deadline is null or z.deadline > pgdurable.now()))
     and (coalesce(cardinality(c.path), 0) < 2
          or not exists (select 1 from pgdurable.token a where a.part = p_part and a.run = c.run and a.tok = any (c.path) and a.ctl <> 0))
     and not (v_messages and exists (select 1 from pgdurable.inbox i
                                      where i.part = p_part and i.run = c.run and i.kind <> 'signal' and i.kind <> 'caught'))
     and not (c.state = 2 and exists (
       select 1 from pgdurable.node n join pgdurable.inbox i on i.part = p_part and i.run = c.run and i.name = n.signal and i.vals is not null
        where n.version = c.version and n.node = c.node));
  return v_claims;
end
$$;
