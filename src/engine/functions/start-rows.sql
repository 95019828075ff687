-- Starts a run for each row that has fired an `after` clause of this version, in the transaction that wrote the row. A row is
-- {"new": {column: value, ..}, "old": {..}}, with the columns that the flow reads. Inserts only.
create or replace function pgdurable.start_rows(p_version bigint, p_rows jsonb[]) returns void
language plpgsql
as $$
declare
  v_version pgdurable.flow_version;
  v_now timestamptz := pgdurable.now();
  v_row jsonb;
begin
  select v.* into strict v_version from pgdurable.flow_version v where v.version = p_version;
  if v_version.keyed or v_version.run_limit is not null then
    foreach v_row in array p_rows loop
      perform pgdurable.enqueue(v_version, pgdurable.arguments_of(v_version, v_row, null, null), null, null, null, null);
    end loop;
    return;
  end if;
  with started as materialized (
    select pgdurable.new_run_id(floor(random() * 65536)::int) as run, r.params, r.ord from unnest(p_rows) with ordinality r(params, ord)
  )
  insert into pgdurable.token (part, run, tok, version, node, prio, due, params, created_at)
  -- Due in the order of the rows, a microsecond apart: claims need not walk through equals that are gone already.
  select pgdurable.part_of(s.run), s.run, 0, p_version, v_version.entry, v_version.priority, v_now + s.ord * interval '1 microsecond', s.params, v_now
    from started s;
  perform pgdurable.wake(null);
end
$$;
