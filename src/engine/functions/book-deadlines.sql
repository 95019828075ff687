-- Runs that have begun and go on: where their flow has a timeout, a poke is due at the deadline.
create or replace function pgdurable.book_deadlines(p_part smallint, p_claims pgdurable.claim[]) returns void
language plpgsql
as $$
begin
  if not exists (select 1 from pgdurable.flow_version v where v.timeout is not null) then
    return;
  end if;
  with begun as (
    update pgdurable.token t set deadline = t.started_at + v.timeout
      from unnest(p_claims) c join pgdurable.flow_version v on v.version = c.version
     where v.timeout is not null and c.tok = 0 and c.started_at is null
       and t.part = p_part and t.run = c.run and t.tok = 0 and t.started_at is not null and t.deadline is null
    returning t.run, t.deadline
  )
  insert into pgdurable.token (part, run, tok, version, node, state, lane, due)
  select p_part, b.run, pgdurable.poke_number('deadline'), 0, 0, 9, 4, b.deadline from begun b;
end
$$;
