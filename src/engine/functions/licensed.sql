-- Of a batch's claims those that it may run: flows whose batches collide are batched only by the one who holds their licence.
-- Null: none.
create or replace function pgdurable.licensed(p_claims pgdurable.claim[]) returns pgdurable.claim[]
language plpgsql
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_held bigint[];
  v_barred bigint[];
begin
  select array_agg(l.version) into v_held
    from (select b.version from pgdurable.batch_licence b
           where b.batches > 0 and b.version in (select c.version from unnest(p_claims) c) order by b.version for update skip locked) l;
  update pgdurable.batch_licence b set batches = b.batches - 1, at = v_now where b.version = any (v_held);
  select array_agg(b.version) into v_barred
    from pgdurable.batch_licence b where b.batches > 0 and b.version <> all (coalesce(v_held, '{}'));
  if v_barred is null then
    return p_claims;
  end if;
  return (select array_agg(p_claims[c.ordinality] order by c.ordinality)
            from unnest(p_claims) with ordinality c where c.version <> all (v_barred));
end
$$;
