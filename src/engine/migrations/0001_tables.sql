-- The engine's tables. Every table that grows with runs begins its keys with `part`, which the run's id determines.
create schema if not exists pgdurable;
create schema if not exists pgdurable_flows;

-- One row. clock_offset moves pgdurable.now() in tests.
create table pgdurable.config (
  singleton boolean primary key default true check (singleton),
  version int not null,
  clock_offset interval not null default '0'
);

-- What a flow's name means now. `number` grows with each deployed change, so that an old migration cannot win again.
create table pgdurable.flow (
  name text primary key,
  version bigint not null,
  number int not null,
  deployed_at timestamptz not null default clock_timestamp()
);

-- One immutable row per version; `version` is the first 63 bits of the graph's SHA-256. File and description may be refreshed.
create table pgdurable.flow_version (
  version bigint primary key,
  flow text not null,
  hash text not null unique,
  format int not null,
  entry int not null,                          -- the node at which a run begins
  slice text not null,                         -- name of the generated function in pgdurable_flows
  params jsonb not null,                       -- [{"name", "type", "required"}]
  returns jsonb,                               -- [{"name", "type"}]
  keyed boolean not null,
  once boolean not null,
  priority smallint not null default 0 check (priority between -100 and 100),   -- of runs whose start gives none
  run_limit int check (run_limit > 0),         -- live runs for each value of its `limit`
  timeout interval,                            -- from the first step to the end of a run
  retain interval not null,
  slots jsonb not null,                        -- [{"id", "name", "hidden", "columns": [{"name", "type"}]}]
  schedules jsonb not null,
  triggers jsonb not null default '[]',        -- [{"event", "columns", "schemas", "table"}], schemas in the order of the search path
  description text,
  file text,
  created_at timestamptz not null default clock_timestamp()
);

create index flow_version_timeout on pgdurable.flow_version (version) where timeout is not null;

create table pgdurable.node (
  version bigint not null references pgdurable.flow_version,
  node int not null,
  kind text not null,
  name text not null,
  slot int,                                    -- the binding that takes its rows
  alone boolean not null default false,        -- runs in a transaction of its own
  retry_count int not null default 0,
  retry_from interval not null default '1 s',
  retry_to interval not null default '60 s',
  retry_unless boolean not null default false,
  description text,
  source_line int not null,
  depth int not null default 0,                -- loops that it lies in
  signal text,                                 -- the name of the signal that it awaits
  handler int,                                 -- the catch to which its failure goes; of a fork that of its branches
  primary key (version, node)
);

create table pgdurable.edge (
  version bigint not null references pgdurable.flow_version,
  from_node int not null,
  ord int not null,
  to_node int not null,
  label text,
  primary key (version, from_node, ord)
);

-- Rows of a binding as text, column after column: value of column c of row r is vals[(c - 1) * nrows + r].
create type pgdurable.value as (slot int, nrows int, vals text[]);

-- A live run is a tree of tokens: 0 is the run and its mutex, positive ones are branches, negative ones pokes (= -inbox.id,
-- or one of pgdurable.poke_number).
create table pgdurable.token (
  part smallint not null,
  run uuid not null,
  tok bigint not null,
  parent bigint,                               -- the token in state 1 that waits for this one
  path bigint[],                               -- parent and its ancestors: whose bindings this one sees
  version bigint not null,
  node int not null,
  state smallint not null default 0,           -- 0 ready 1 join 2 await 5 sleep 9 poke
  lane smallint not null default 0,            -- 0 batch 1 alone 4 pokes 5 waits for a slot
  prio smallint not null default 0,
  due timestamptz not null,
  attempt int not null default 0,              -- attempts of the node that have failed
  conflicts smallint not null default 0,       -- serialization failures and deadlocks in a row
  crashes smallint not null default 0,         -- backends that died with it
  since timestamptz,                           -- when it came to its node
  iters bigint[],                              -- iterations of the loops it is in, from 1, the outermost first
  sig text,                                    -- the signal that it awaits, until `due`
  ctl smallint not null default 0,             -- 0 none 3 its branches are being stopped, then it goes on at a catch; token 0: 1 cancelling 2 failing
  -- token 0 only
  next_tok bigint not null default 1,
  key text,
  label text,
  params jsonb,
  created_at timestamptz,
  started_at timestamptz,
  scheduled_at timestamptz,
  deadline timestamptz,                        -- of a run that goes on after its first slice, where its flow has a timeout
  slot text,                                   -- the value of its flow's `limit`; it holds a slot, unless it is in lane 5
  primary key (part, run, tok),
  check ((tok = 0) = (params is not null)),
  check ((tok > 0) = (parent is not null)),
  check ((state = 2) = (sig is not null)),
  check ((state = 9) = (tok < 0)),
  check ((lane = 4) = (tok < 0)),
  check (state <> 1 or due = 'infinity')
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

create index token_due on pgdurable.token (part, lane, prio desc, due);

create table pgdurable.live_key (
  part smallint not null,
  flow text not null,
  key text not null,
  run uuid not null,
  primary key (part, flow, key)
);

-- One row for each value of a flow's `limit` in use: how many live runs hold a slot. Its lock orders who takes, gives back and
-- hands on. All that wait do so at or behind (rank, since, run): dead index entries gather before it.
create table pgdurable.slot (
  part smallint not null,                      -- of flow and value
  flow text not null,
  val text not null,                           -- quoted; empty where there is no `per`
  held int not null default 0 check (held >= 0),
  rank smallint,
  since timestamptz,
  run uuid,
  primary key (part, flow, val)
) with (fillfactor = 50);

-- Live runs that wait for a slot, in the order in which they get one: rank is the priority, negated.
create table pgdurable.slot_wait (
  part smallint not null,
  flow text not null,
  val text not null,
  rank smallint not null,
  since timestamptz not null,
  run uuid not null,
  primary key (part, flow, val, rank, since, run)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- Control messages, and signals until they are taken. A sender inserts one row here and one poke token, nothing else.
create table pgdurable.inbox (
  part smallint not null,
  run uuid not null,
  id bigint generated always as identity,
  kind text not null check (kind in ('cancel', 'fail', 'caught', 'signal')),
  payload jsonb,                               -- of a control message
  at timestamptz not null,
  name text,                                   -- of a signal
  vals text[],                                 -- what it brings; null when it has been taken and stays for its id alone
  dedup text,                                  -- its id: another one with it does not count
  primary key (part, run, id),
  check ((kind = 'signal') = (name is not null)),
  check ((kind = 'signal') = (payload is null))
);
create index inbox_control on pgdurable.inbox (part, run) where kind <> 'signal';
create unique index inbox_dedup on pgdurable.inbox (part, run, dedup) where dedup is not null;

create table pgdurable.binding (
  part smallint not null,
  run uuid not null,
  tok bigint not null,
  slot int not null,
  chunk int not null default 0,
  nrows int not null,
  bytes int not null,                          -- of vals, before compression
  vals text[] not null,
  primary key (part, run, tok, slot, chunk)
);

-- One row per slice of a run that needs more than one, and one per failed attempt. steps: node, rows, node, rows, ..;
-- step i lasted from times[i] to times[i + 1] and was of iteration iterations[i] of its nearest loop.
create table pgdurable.history (
  part smallint not null,
  run uuid not null,
  at timestamptz not null,
  tok bigint not null,
  version bigint not null,
  attempt int not null,
  steps int[] not null,
  times timestamptz[] not null,
  vals pgdurable.value[],
  error jsonb,
  iterations bigint[]
) partition by range (at);
create index history_run on pgdurable.history (part, run);

-- One row per finished run, with the steps of its last slice.
create table pgdurable.done (
  part smallint not null,
  run uuid not null,
  finished_at timestamptz not null,
  version bigint not null,
  status smallint not null check (status between 1 and 3),   -- 1 completed 2 failed 3 cancelled
  attempt int not null,
  key text,
  label text,
  params jsonb not null,
  result jsonb,
  error jsonb,
  created_at timestamptz not null,
  started_at timestamptz,
  scheduled_at timestamptz,
  steps int[],
  times timestamptz[],
  vals pgdurable.value[],
  iterations bigint[],
  primary key (part, run, finished_at)
) partition by range (finished_at);
create index done_finished on pgdurable.done using brin (finished_at);   -- for removal; rows come in order of time

create table pgdurable.schedule (
  flow text not null,
  idx int not null,
  kind text not null check (kind in ('interval', 'cron')),
  interval_ms bigint,
  cron text,
  zone text,
  overlap text not null check (overlap in ('skip', 'queue', 'allow')),
  catchup_ms bigint,
  since timestamptz not null,
  next_fire timestamptz,                       -- null until a runner has computed it
  seen_at timestamptz,                         -- when a runner last looked at it: what was due then has not been missed
  last_run uuid,
  primary key (flow, idx)
);

-- Fire times that have been used. A schedule's fire times lie in one part, wherever the runs are.
create table pgdurable.schedule_fire (
  part smallint not null,
  flow text not null,
  idx int not null,
  fire timestamptz not null,
  run uuid not null,
  primary key (part, flow, idx, fire)
);

-- Steps that ran longer than a batch allows: they run alone until `until`.
create table pgdurable.slow (
  version bigint not null,
  node int not null,
  until timestamptz not null,
  primary key (version, node)
);

-- Where batches of a flow often meet each other's row locks, only the holder of this row's lock batches it.
create table pgdurable.batch_licence (
  version bigint primary key,
  batches int not null,                        -- to go; 0: everybody may
  size int not null,                           -- batches of the last licence
  at timestamptz not null                      -- of the last conflict, or the end of the licence
);

-- Runners that wait for a notification.
create table pgdurable.idle (
  worker uuid primary key,
  seen_at timestamptz not null
);

-- What a generated slice function gets and gives. Attributes are only ever added, so that older functions stay valid.
create type pgdurable.claim as (
  run uuid,
  tok bigint,
  parent bigint,
  path bigint[],
  version bigint,
  node int,
  state smallint,
  attempt int,
  since timestamptz,
  params jsonb,
  vals pgdurable.value[],
  key text,
  started_at timestamptz,
  scheduled_at timestamptz,
  err jsonb,                                   -- set when `unless` of `node` is asked for
  prio smallint,
  iters bigint[]
);

create type pgdurable.limits as (
  max_steps int,                               -- null: as many as `until` allows
  until timestamptz,
  slow int[],                                  -- nodes to leave to lane 1
  deferred text,                               -- SET CONSTRAINTS that puts initially deferred ones back; null: none can be deferred
  clock_offset interval                        -- from the wall clock to the engine's clock
);

create type pgdurable.slice as (
  status smallint,                             -- 0 goes on at node 1 completed 2 failed 3 sleeps 4 branch ends 5 forks 6 retries 7 alone 8 waits for a signal 9 `unless` holds
  node int,
  lane smallint,
  due timestamptz,
  branches int[],                              -- forks: where the branches begin
  vals pgdurable.value[],
  result jsonb,
  error jsonb,
  steps int[],
  times timestamptz[],
  iters bigint[],                              -- of the token, null where it has been in no loop
  iterations bigint[]                          -- of `steps`
);

-- What a generated arguments function gives: the parameters in their stored form, the key, and the value of `limit`.
create type pgdurable.arguments as (params jsonb, key text, slot text);
