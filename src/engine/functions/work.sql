-- The batch procedure: claims up to 32 due tokens of one part, runs their slices, keeps the books, commits; again until the
-- budget is used up or nothing is due. 32, because the 65th subtransaction that writes overflows everybody's snapshot, and
-- users' own EXCEPTION blocks count. With `p_seat` it works only while nobody else with a seat does so in this part: however
-- many runners there are, no more connections than parts compete for the cores. `o_runs` is -1 when somebody has the seat, or
-- the licence for all that is due. With `p_wait_ms` it looks again every 2 ms for that long. No SET clause and no SECURITY
-- DEFINER: COMMIT would be refused.
create or replace procedure pgdurable.work(
  p_part int, p_mark timestamptz default null, p_budget_ms int default 250, p_wait_ms int default 0, p_seat boolean default false,
  inout o_runs int default 0, inout o_mark timestamptz default null, inout o_interrupted boolean default false
)
language plpgsql
as $$
declare
  v_part smallint := p_part;
  v_began timestamptz := clock_timestamp();
  v_end timestamptz := v_began + make_interval(secs => p_budget_ms / 1000.0);
  v_wait_end timestamptz := v_began + make_interval(secs => p_wait_ms / 1000.0);
  v_offset interval := (select c.clock_offset from pgdurable.config c);
  v_deferrable boolean := exists (select 1 from pg_catalog.pg_constraint c where c.condeferrable);
  v_mark timestamptz := coalesce(p_mark, '-infinity');
  -- The books stand on statements that see what was committed before them.
  v_strict boolean := current_setting('transaction_isolation') <> 'read committed';
  v_now timestamptz;
  v_moved int;
  v_served boolean := false;                   -- pokes, in the turn before
  v_claims pgdurable.claim[];
  v_claimed int;
  v_last pgdurable.claim;
  v_branches boolean;
  v_slices pgdurable.slice[];
  v_statuses smallint[];
  v_bound boolean;
  v_conflict boolean;
  v_large uuid;
begin
  o_runs := 0;
  o_interrupted := false;
  loop
    if v_strict then
      commit;
      set transaction isolation level read committed;
    end if;
    if p_seat and not pg_try_advisory_xact_lock(1885824114, v_part) then
      commit;
      o_runs := coalesce(nullif(o_runs, 0), -1);
      exit;
    end if;
    v_now := clock_timestamp() + v_offset;
    -- In turn: neither a flood of signals holds up the work, nor the other way round.
    if not v_served and exists (select 1 from pgdurable.token t where t.part = v_part and t.lane = 4 and t.prio in (0, -1) and t.due <= v_now) then
      v_moved := pgdurable.serve_pokes(v_part, v_now);
      commit;
      o_runs := o_runs + v_moved;
      exit when clock_timestamp() >= v_end;
      v_served := v_moved > 0;
      continue when v_served;
    end if;
    v_claims := pgdurable.claim(v_part, 0::smallint, v_now, v_mark, 32);
    if v_claims is null then
      commit;
      if v_served then
        v_served := false;
        continue;
      end if;
      exit when clock_timestamp() >= v_wait_end or o_runs > 0;
      perform pg_sleep(0.002);
      continue;
    end if;
    v_served := false;
    v_claimed := cardinality(v_claims);
    -- Where batches of a flow have collided, one worker at a time batches it.
    if exists (select 1 from pgdurable.batch_licence l where l.batches > 0) then
      v_claims := pgdurable.licensed(v_claims);
      if v_claims is null then
        rollback;
        o_runs := coalesce(nullif(o_runs, 0), -1);
        exit;
      end if;
    end if;
    v_branches := exists (select 1 from unnest(v_claims) c where c.tok > 0);
    v_slices := pgdurable.run_batch(v_part, v_claims, least(v_end, clock_timestamp() + interval '100 ms'), v_deferrable, v_offset);
    perform pgdurable.tidy_session();
    perform set_config('lock_timeout', '0', true);
    select count(*), array_agg(distinct s.status), bool_or(s.vals is not null), bool_or(s.status = 7 and (s.error ->> 'stop')::boolean),
           coalesce(bool_or(s.status = 7 and s.error ->> 'code' = '57014'), false)
      into v_moved, v_statuses, v_bound, v_conflict, o_interrupted
      from unnest(v_slices) s where s.status is not null;
    if v_branches and not pgdurable.lock_runs(v_part, v_claims, v_slices) then
      rollback;
      continue;
    end if;
    if v_bound then
      v_large := pgdurable.too_large(v_part, v_claims, v_slices);
      if v_large is not null then
        rollback;
        perform pgdurable.set_apart(v_part, v_large);
        commit;
        continue;
      end if;
    end if;
    if v_offset <> '0' then
      v_slices := pgdurable.shift_times(v_slices, v_offset);
    end if;
    perform pgdurable.book(v_part, v_claims, v_slices, v_statuses, v_bound, clock_timestamp() + v_offset);
    commit;
    if v_conflict then
      -- In a transaction of its own: who holds the licence may wait for what this batch has locked.
      if v_strict then
        commit;
        set transaction isolation level read committed;
      end if;
      perform pgdurable.require_licence(v_claims, v_slices);
      commit;
    end if;
    o_runs := o_runs + v_moved;
    -- A start whose transaction takes long commits behind the mark: it lags, and callers look before it every now and then.
    v_last := v_claims[cardinality(v_claims)];
    if v_moved = v_claimed and v_last.tok = 0 and v_last.started_at is null and v_last.prio = 0 then
      v_mark := greatest(v_mark, v_last.since - interval '250 ms');
    end if;
    exit when o_interrupted or clock_timestamp() >= v_end;
  end loop;
  o_mark := nullif(v_mark, '-infinity');
end
$$;
