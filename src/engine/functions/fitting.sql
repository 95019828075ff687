-- How many of a batch's claims have bindings that fit into memory together: 64 MiB, which a single run never exceeds.
create or replace function pgdurable.fitting(p_part smallint, p_claims pgdurable.claim[]) returns int
language sql stable
as $$
  select greatest(count(*) filter (where t.bytes <= 67108864), 1)::int
    from (select sum(coalesce(b.bytes, 0)) over (order by c.ordinality) as bytes
            from unnest(p_claims) with ordinality c
            left join lateral (select sum(b.bytes) as bytes from pgdurable.binding b where b.part = p_part and b.run = c.run) b on true) t
$$;
