-- Weekly partitions of history and done, from last week to five weeks ahead. No default partition: it would keep old ones
-- from being detached without a lock. Attached, not created in place: that would wait for every reader, and everybody for it.
create or replace function pgdurable.create_partitions(p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_table text;
  v_week timestamp;
  v_name text;
begin
  foreach v_table in array array['history', 'done'] loop
    for v_week in select date_trunc('week', p_now at time zone 'UTC') + w * interval '7 days' from generate_series(-1, 5) w loop
      v_name := format('%s_%s', v_table, to_char(v_week, 'YYYY_MM_DD'));
      if to_regclass(format('pgdurable.%I', v_name)) is null then
        execute format('create table pgdurable.%I (like pgdurable.%I including all)', v_name, v_table);
        execute format('alter table pgdurable.%I attach partition pgdurable.%I for values from (%L) to (%L)', v_table, v_name,
                       v_week at time zone 'UTC', (v_week + interval '7 days') at time zone 'UTC');
      end if;
    end loop;
  end loop;
end
$$;
