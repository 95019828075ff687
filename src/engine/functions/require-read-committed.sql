-- The books stand on statements that see what was committed before them: at another isolation level a join could be missed.
create or replace function pgdurable.require_read_committed() returns void
language plpgsql stable
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = '25001', message = 'steps run at isolation level READ COMMITTED only',
      hint = 'BEGIN ISOLATION LEVEL READ COMMITTED';
  end if;
end
$$;
