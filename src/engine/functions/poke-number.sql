-- The numbers of pokes that stand for no message in the inbox; those of messages never get there.
create or replace function pgdurable.poke_number(p_kind text) returns bigint
language sql immutable parallel safe
as $$
  select case p_kind
    when 'deadline' then -9223372036854775807
    when 'slot wanted' then -9223372036854775806
    when 'slot given' then -9223372036854775805
  end
$$;
