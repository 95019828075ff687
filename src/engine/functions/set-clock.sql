-- For tests: makes pgdurable.now() go on from `p_now`; null makes it real time again.
create or replace function pgdurable.set_clock(p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_offset interval := coalesce(p_now - clock_timestamp(), '0');
begin
  update pgdurable.config set clock_offset = v_offset;
end
$$;
