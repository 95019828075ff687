-- Tables. Weekly partitions are left out: their names depend on the day.
batch_licence version bigint not null
batch_licence batches integer not null
batch_licence size integer not null
batch_licence at timestamp with time zone not null
binding part smallint not null
binding run uuid not null
binding tok bigint not null
binding slot integer not null
binding chunk integer not null default 0
binding nrows integer not null
binding bytes integer not null
binding vals text[] not null
config singleton boolean not null default true
config version integer not null
config clock_offset interval not null default '00:00:00'::interval
done part smallint not null
done run uuid not null
done finished_at timestamp with time zone not null
done version bigint not null
done status smallint not null
done attempt integer not null
done key text
done label text
done params jsonb not null
done result jsonb
done error jsonb
done created_at timestamp with time zone not null
done started_at timestamp with time zone
done scheduled_at timestamp with time zone
done steps integer[]
done times timestamp with time zone[]
done vals pgdurable.value[]
done iterations bigint[]
edge version bigint not null
edge from_node integer not null
edge ord integer not null
edge to_node integer not null
edge label text
flow name text not null
flow version bigint not null
flow number integer not null
flow deployed_at timestamp with time zone not null default clock_timestamp()
flow_version version bigint not null
flow_version flow text not null
flow_version hash text not null
flow_version format integer not null
flow_version entry integer not null
flow_version slice text not null
flow_version params jsonb not null
flow_version returns jsonb
flow_version keyed boolean not null
flow_version once boolean not null
flow_version priority smallint not null default 0
flow_version run_limit integer
flow_version timeout interval
flow_version retain interval not null
flow_version slots jsonb not null
flow_version schedules jsonb not null
flow_version triggers jsonb not null default '[]'::jsonb
flow_version description text
flow_version file text
flow_version created_at timestamp with time zone not null default clock_timestamp()
history part smallint not null
history run uuid not null
history at timestamp with time zone not null
history tok bigint not null
history version bigint not null
history attempt integer not null
history steps integer[] not null
history times timestamp with time zone[] not null
history vals pgdurable.value[]
history error jsonb
history iterations bigint[]
idle worker uuid not null
idle seen_at timestamp with time zone not null
inbox part smallint not null
inbox run uuid not null
inbox id bigint not null identity
inbox kind text not null
inbox payload jsonb
inbox at timestamp with time zone not null
inbox name text
inbox vals text[]
inbox dedup text
live_key part smallint not null
live_key flow text not null
live_key key text not null
live_key run uuid not null
node version bigint not null
node node integer not null
node kind text not null
node name text not null
node slot integer
node alone boolean not null default false
node retry_count integer not null default 0
node retry_from interval not null default '00:00:01'::interval
node retry_to interval not null default '00:01:00'::interval
node retry_unless boolean not null default false
node description text
node source_line integer not null
node depth integer not null default 0
node signal text
node handler integer
schedule flow text not null
schedule idx integer not null
schedule kind text not null
schedule interval_ms bigint
schedule cron text
schedule zone text
schedule overlap text not null
schedule catchup_ms bigint
schedule since timestamp with time zone not null
schedule next_fire timestamp with time zone
schedule seen_at timestamp with time zone
schedule last_run uuid
schedule_fire part smallint not null
schedule_fire flow text not null
schedule_fire idx integer not null
schedule_fire fire timestamp with time zone not null
schedule_fire run uuid not null
slot part smallint not null
slot flow text not null
slot val text not null
slot held integer not null default 0
slot rank smallint
slot since timestamp with time zone
slot run uuid
slot_wait part smallint not null
slot_wait flow text not null
slot_wait val text not null
slot_wait rank smallint not null
slot_wait since timestamp with time zone not null
slot_wait run uuid not null
slow version bigint not null
slow node integer not null
slow until timestamp with time zone not null
token part smallint not null
token run uuid not null
token tok bigint not null
token parent bigint
token path bigint[]
token version bigint not null
token node integer not null
token state smallint not null default 0
token lane smallint not null default 0
token prio smallint not null default 0
token due timestamp with time zone not null
token attempt integer not null default 0
token conflicts smallint not null default 0
token crashes smallint not null default 0
token since timestamp with time zone
token iters bigint[]
token sig text
token ctl smallint not null default 0
token next_tok bigint not null default 1
token key text
token label text
token params jsonb
token created_at timestamp with time zone
token started_at timestamp with time zone
token scheduled_at timestamp with time zone
token deadline timestamp with time zone
token slot text

-- Storage and partitioning
done RANGE (finished_at) 
history RANGE (at) 
slot  fillfactor=50
slot_wait  autovacuum_vacuum_scale_factor=0 autovacuum_vacuum_threshold=5000 autovacuum_vacuum_cost_delay=0
token  fillfactor=85 autovacuum_vacuum_scale_factor=0 autovacuum_vacuum_threshold=5000 autovacuum_vacuum_cost_delay=0

-- Constraints
batch_licence PRIMARY KEY (version)
binding PRIMARY KEY (part, run, tok, slot, chunk)
config CHECK (singleton)
config PRIMARY KEY (singleton)
done CHECK (((status >= 1) AND (status <= 3)))
done PRIMARY KEY (part, run, finished_at)
edge FOREIGN KEY (version) REFERENCES pgdurable.flow_version(version)
edge PRIMARY KEY (version, from_node, ord)
flow PRIMARY KEY (name)
flow_version CHECK (((priority >= '-100'::integer) AND (priority <= 100)))
flow_version CHECK ((run_limit > 0))
flow_version PRIMARY KEY (version)
flow_version UNIQUE (hash)
idle PRIMARY KEY (worker)
inbox CHECK (((kind = 'signal'::text) = (name IS NOT NULL)))
inbox CHECK (((kind = 'signal'::text) = (payload IS NULL)))
inbox CHECK ((kind = ANY (ARRAY['cancel'::text, 'fail'::text, 'caught'::text, 'signal'::text])))
inbox PRIMARY KEY (part, run, id)
live_key PRIMARY KEY (part, flow, key)
node FOREIGN KEY (version) REFERENCES pgdurable.flow_version(version)
node PRIMARY KEY (version, node)
schedule CHECK ((kind = ANY (ARRAY['interval'::text, 'cron'::text])))
schedule CHECK ((overlap = ANY (ARRAY['skip'::text, 'queue'::text, 'allow'::text])))
schedule PRIMARY KEY (flow, idx)
schedule_fire PRIMARY KEY (part, flow, idx, fire)
slot CHECK ((held >= 0))
slot PRIMARY KEY (part, flow, val)
slot_wait PRIMARY KEY (part, flow, val, rank, since, run)
slow PRIMARY KEY (version, node)
token CHECK (((lane = 4) = (tok < 0)))
token CHECK (((state <> 1) OR (due = 'infinity'::timestamp with time zone)))
token CHECK (((state = 2) = (sig IS NOT NULL)))
token CHECK (((state = 9) = (tok < 0)))
token CHECK (((tok = 0) = (params IS NOT NULL)))
token CHECK (((tok > 0) = (parent IS NOT NULL)))
token PRIMARY KEY (part, run, tok)

-- Indexes
CREATE INDEX done_finished ON ONLY pgdurable.done USING brin (finished_at)
CREATE INDEX flow_version_timeout ON pgdurable.flow_version USING btree (version) WHERE (timeout IS NOT NULL)
CREATE INDEX history_run ON ONLY pgdurable.history USING btree (part, run)
CREATE INDEX inbox_control ON pgdurable.inbox USING btree (part, run) WHERE (kind <> 'signal'::text)
CREATE INDEX token_due ON pgdurable.token USING btree (part, lane, prio DESC, due)
CREATE UNIQUE INDEX batch_licence_pkey ON pgdurable.batch_licence USING btree (version)
CREATE UNIQUE INDEX binding_pkey ON pgdurable.binding USING btree (part, run, tok, slot, chunk)
CREATE UNIQUE INDEX config_pkey ON pgdurable.config USING btree (singleton)
CREATE UNIQUE INDEX done_pkey ON ONLY pgdurable.done USING btree (part, run, finished_at)
CREATE UNIQUE INDEX edge_pkey ON pgdurable.edge USING btree (version, from_node, ord)
CREATE UNIQUE INDEX flow_pkey ON pgdurable.flow USING btree (name)
CREATE UNIQUE INDEX flow_version_hash_key ON pgdurable.flow_version USING btree (hash)
CREATE UNIQUE INDEX flow_version_pkey ON pgdurable.flow_version USING btree (version)
CREATE UNIQUE INDEX idle_pkey ON pgdurable.idle USING btree (worker)
CREATE UNIQUE INDEX inbox_dedup ON pgdurable.inbox USING btree (part, run, dedup) WHERE (dedup IS NOT NULL)
CREATE UNIQUE INDEX inbox_pkey ON pgdurable.inbox USING btree (part, run, id)
CREATE UNIQUE INDEX live_key_pkey ON pgdurable.live_key USING btree (part, flow, key)
CREATE UNIQUE INDEX node_pkey ON pgdurable.node USING btree (version, node)
CREATE UNIQUE INDEX schedule_fire_pkey ON pgdurable.schedule_fire USING btree (part, flow, idx, fire)
CREATE UNIQUE INDEX schedule_pkey ON pgdurable.schedule USING btree (flow, idx)
CREATE UNIQUE INDEX slot_pkey ON pgdurable.slot USING btree (part, flow, val)
CREATE UNIQUE INDEX slot_wait_pkey ON pgdurable.slot_wait USING btree (part, flow, val, rank, since, run)
CREATE UNIQUE INDEX slow_pkey ON pgdurable.slow USING btree (version, node)
CREATE UNIQUE INDEX token_pkey ON pgdurable.token USING btree (part, run, tok)

-- Types
arguments params jsonb
arguments key text
arguments slot text
claim run uuid
claim tok bigint
claim parent bigint
claim path bigint[]
claim version bigint
claim node integer
claim state smallint
claim attempt integer
claim since timestamp with time zone
claim params jsonb
claim vals pgdurable.value[]
claim key text
claim started_at timestamp with time zone
claim scheduled_at timestamp with time zone
claim err jsonb
claim prio smallint
claim iters bigint[]
limits max_steps integer
limits until timestamp with time zone
limits slow integer[]
limits deferred text
limits clock_offset interval
slice status smallint
slice node integer
slice lane smallint
slice due timestamp with time zone
slice branches integer[]
slice vals pgdurable.value[]
slice result jsonb
slice error jsonb
slice steps integer[]
slice times timestamp with time zone[]
slice iters bigint[]
slice iterations bigint[]
value slot integer
value nrows integer
value vals text[]

-- Views
flows name text
flows version text
flows number integer
flows deployed_at timestamp with time zone
flows description text
flows params jsonb
flows schedules jsonb
flows live bigint
runs id uuid
runs flow text
runs version text
runs status text
runs label text
runs key text
runs params jsonb
runs result jsonb
runs error jsonb
runs created_at timestamp with time zone
runs started_at timestamp with time zone
runs finished_at timestamp with time zone
runs scheduled_at timestamp with time zone
runs waiting_until timestamp with time zone
runs waiting_for text
steps run_id uuid
steps step text
steps kind text
steps node integer
steps iteration bigint
steps attempt integer
steps status text
steps started_at timestamp with time zone
steps finished_at timestamp with time zone
steps rows bigint
steps result jsonb
steps error jsonb
steps source_line integer

-- Functions
activate(p_flow text, p_version bigint, p_number integer) returns void volatile
announce_idle(p_worker uuid) returns void volatile
arguments_of(p_version pgdurable.flow_version, p_params jsonb, p_key text, p_scheduled_at timestamp with time zone) returns pgdurable.arguments volatile
bindings_of(p_part smallint, p_run uuid, p_tok bigint, p_path bigint[]) returns pgdurable.value[] stable
book(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_statuses smallint[], p_bound boolean, p_now timestamp with time zone) returns void volatile
book_awaiting(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamp with time zone) returns void volatile
book_bindings(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void volatile
book_cancelled(p_token pgdurable.token, p_error jsonb, p_now timestamp with time zone) returns void volatile
book_deadlines(p_part smallint, p_claims pgdurable.claim[]) returns void volatile
book_ended(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamp with time zone) returns void volatile
book_failed_branches(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void volatile
book_forked(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamp with time zone) returns void volatile
book_history(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamp with time zone) returns void volatile
book_joined(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamp with time zone) returns void volatile
book_moved(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[], p_now timestamp with time zone) returns void volatile
bound_claims(p_part smallint, p_claims pgdurable.claim[], p_ords integer[]) returns pgdurable.claim[] stable
call_slice(p_part smallint, p_claim pgdurable.claim, p_limits pgdurable.limits) returns pgdurable.slice volatile
cancel(run uuid, reason text DEFAULT NULL::text) returns boolean volatile security definer set search_path=pg_catalog, pg_temp
cancel_step(p_part smallint, p_run uuid, p_below bigint) returns void volatile
catcher(p_part smallint, p_run uuid, p_path bigint[]) returns bigint stable
check_arguments(p_flow text, p_params jsonb, p_names text[], p_required text[]) returns void immutable
check_payload(p_flow text, p_signal text, p_payload jsonb, p_names text[], p_required text[]) returns void immutable
claim(p_part smallint, p_lane smallint, p_now timestamp with time zone, p_mark timestamp with time zone, p_max integer) returns pgdurable.claim[] volatile
claim_priority(p_part smallint, p_lane smallint, p_prio smallint, p_now timestamp with time zone, p_mark timestamp with time zone, p_max integer) returns pgdurable.claim[] volatile
close_run(p_part smallint, p_run uuid, p_status smallint, p_error jsonb, p_now timestamp with time zone) returns boolean volatile
create_batch(p_slice text) returns void volatile
create_partitions(p_now timestamp with time zone) returns void volatile
deferrable(p_version bigint) returns text stable
drop_own_pokes(p_part smallint, p_runs uuid[]) returns void volatile
drop_partitions(p_now timestamp with time zone) returns void volatile
drop_poke(p_part smallint, p_run uuid, p_tok bigint) returns void volatile
drop_triggers(p_flow text, p_keep bigint) returns void volatile
due_parts(p_marks timestamp with time zone[] DEFAULT NULL::timestamp with time zone[]) returns TABLE(part integer, lane integer, due timestamp with time zone, now timestamp with time zone) volatile
due_schedules() returns TABLE(flow text, idx integer, kind text, interval_ms bigint, cron text, zone text, overlap text, catchup_ms bigint, since timestamp with time zone, next_fire timestamp with time zone, seen_at timestamp with time zone, now timestamp with time zone) volatile
engine_version() returns integer stable
enqueue(p_version pgdurable.flow_version, p_arguments pgdurable.arguments, p_label text, p_priority integer, p_at timestamp with time zone, p_scheduled_at timestamp with time zone) returns uuid volatile
error_code(p_sqlstate text) returns text immutable
error_line(p_version bigint, p_error jsonb) returns jsonb stable
error_values(p_error jsonb) returns text[] immutable
fail_rows(p_binding text, p_rows integer) returns void immutable
fail_size(p_binding text, p_bytes bigint) returns void immutable
failed_slice(p_part smallint, p_claim pgdurable.claim, p_error jsonb, p_began timestamp with time zone) returns pgdurable.slice volatile
find_flow(p_flow text) returns pgdurable.flow_version stable
fire(p_flow text, p_idx integer, p_expected timestamp with time zone, p_fires timestamp with time zone[], p_next timestamp with time zone, p_passed_over boolean DEFAULT false) returns integer volatile
fitting(p_part smallint, p_claims pgdurable.claim[]) returns integer stable
forget_replaced(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void volatile
free_slots(p_versions bigint[], p_vals text[], p_now timestamp with time zone) returns void volatile
give_slot(p_run uuid, p_now timestamp with time zone) returns boolean volatile
go_on_caught(p_part smallint, p_run uuid, p_tok bigint, p_error jsonb, p_now timestamp with time zone) returns boolean volatile
grant_function(p_signature text) returns void volatile
hand_out(p_part smallint, p_flow text, p_val text, p_now timestamp with time zone) returns void volatile
key_hash(p_flow text, p_key text) returns integer volatile
leave_slot(p_part smallint, p_run uuid, p_now timestamp with time zone) returns boolean volatile
licensed(p_claims pgdurable.claim[]) returns pgdurable.claim[] volatile
load_claims(p_part smallint, p_claims pgdurable.claim[]) returns pgdurable.claim[] volatile
lock_runs(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns boolean volatile
lock_slot(p_part smallint, p_flow text, p_val text) returns void volatile
maintain() returns void volatile security definer set search_path=pg_catalog, pg_temp
mark_suspect(p_part integer, OUT run uuid, OUT tok bigint) returns record volatile
new_run_id(p_hash integer) returns uuid volatile
now() returns timestamp with time zone volatile
open_slots(p_flow text) returns void volatile
part_of(p_run uuid) returns smallint immutable
parts() returns integer immutable
poke(p_part smallint, p_run uuid, p_tok bigint, p_tries integer, p_now timestamp with time zone) returns void volatile
poke_again(p_part smallint, p_run uuid, p_tok bigint, p_tries integer, p_now timestamp with time zone, p_below bigint DEFAULT NULL::bigint) returns void volatile
poke_deadline(p_part smallint, p_run uuid, p_tok bigint, p_tries integer, p_now timestamp with time zone) returns void volatile
poke_number(p_kind text) returns bigint immutable
remember_slow(p_version bigint, p_node integer) returns void volatile
remove_expired(p_now timestamp with time zone) returns void volatile
render(p_columns jsonb, p_value pgdurable.value) returns jsonb stable
require_licence(p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns void volatile
require_read_committed() returns void stable
retire(p_flow text) returns void volatile
run_alone(p_part integer) returns boolean volatile
run_alone_token(p_part integer, p_run uuid, p_tok bigint) returns boolean volatile
run_batch(p_part smallint, p_claims pgdurable.claim[], p_until timestamp with time zone, p_deferrable boolean, p_clock_offset interval) returns pgdurable.slice[] volatile
run_claim_alone(p_part smallint, p_claim pgdurable.claim, p_error jsonb DEFAULT NULL::jsonb) returns void volatile
send(p_run uuid, p_kind text, p_payload jsonb) returns void volatile
send_signal(p_part smallint, p_run uuid, p_version bigint, p_name text, p_payload jsonb, p_id text) returns boolean volatile
serve_pokes(p_part smallint, p_now timestamp with time zone) returns integer volatile
serve_signals(p_part smallint, p_runs uuid[], p_toks bigint[], p_now timestamp with time zone) returns void volatile
serve_slots(p_part smallint, p_runs uuid[], p_toks bigint[], p_tries integer[], p_now timestamp with time zone) returns void volatile
set_apart(p_part smallint, p_run uuid) returns void volatile
set_clock(p_now timestamp with time zone) returns void volatile
set_schedules(p_version pgdurable.flow_version) returns void volatile
set_triggers(p_version pgdurable.flow_version) returns void volatile
shift_times(p_slices pgdurable.slice[], p_clock_offset interval) returns pgdurable.slice[] immutable
signal(run uuid, name text, payload jsonb DEFAULT '{}'::jsonb, id text DEFAULT NULL::text) returns boolean volatile security definer set search_path=pg_catalog, pg_temp
signal_by_key(flow text, key text, name text, payload jsonb DEFAULT '{}'::jsonb, id text DEFAULT NULL::text) returns boolean volatile security definer set search_path=pg_catalog, pg_temp
slot_part(p_flow text, p_val text) returns smallint volatile
start(flow text, params jsonb DEFAULT '{}'::jsonb, key text DEFAULT NULL::text, label text DEFAULT NULL::text, priority integer DEFAULT NULL::integer, at timestamp with time zone DEFAULT NULL::timestamp with time zone) returns uuid volatile security definer set search_path=pg_catalog, pg_temp
start_many(flow text, params jsonb[], label text DEFAULT NULL::text) returns SETOF uuid volatile security definer set search_path=pg_catalog, pg_temp
start_rows(p_version bigint, p_rows jsonb[]) returns void volatile
step_lock(p_run uuid, p_tok bigint) returns bigint immutable
stop_below(p_part smallint, p_run uuid, p_tok bigint, p_error jsonb, p_now timestamp with time zone) returns boolean volatile
take_signals(p_part smallint, p_runs uuid[], p_now timestamp with time zone) returns void volatile
tidy_session() returns void volatile
too_large(p_part smallint, p_claims pgdurable.claim[], p_slices pgdurable.slice[]) returns uuid volatile
wake(p_part smallint) returns void volatile
withdraw_idle(p_worker uuid) returns void volatile
work(IN p_part integer, IN p_mark timestamp with time zone DEFAULT NULL::timestamp with time zone, IN p_budget_ms integer DEFAULT 250, IN p_wait_ms integer DEFAULT 0, IN p_seat boolean DEFAULT false, INOUT o_runs integer DEFAULT 0, INOUT o_mark timestamp with time zone DEFAULT NULL::timestamp with time zone, INOUT o_interrupted boolean DEFAULT false) procedure volatile

-- Rights of the roles, and of everybody
pgdurable_client execute cancel
pgdurable_client execute engine_version
pgdurable_client execute now
pgdurable_client execute parts
pgdurable_client execute render
pgdurable_client execute signal
pgdurable_client execute signal_by_key
pgdurable_client execute start
pgdurable_client execute start_many
pgdurable_client select config
pgdurable_client select edge
pgdurable_client select flows
pgdurable_client select node
pgdurable_client select runs
pgdurable_client select steps
pgdurable_runner delete batch_licence
pgdurable_runner delete binding
pgdurable_runner delete config
pgdurable_runner delete done
pgdurable_runner delete edge
pgdurable_runner delete flow
pgdurable_runner delete flow_version
pgdurable_runner delete flows
pgdurable_runner delete history
pgdurable_runner delete idle
pgdurable_runner delete inbox
pgdurable_runner delete live_key
pgdurable_runner delete node
pgdurable_runner delete runs
pgdurable_runner delete schedule
pgdurable_runner delete schedule_fire
pgdurable_runner delete slot
pgdurable_runner delete slot_wait
pgdurable_runner delete slow
pgdurable_runner delete steps
pgdurable_runner delete token
pgdurable_runner execute announce_idle
pgdurable_runner execute arguments_of
pgdurable_runner execute bindings_of
pgdurable_runner execute book
pgdurable_runner execute book_awaiting
pgdurable_runner execute book_bindings
pgdurable_runner execute book_cancelled
pgdurable_runner execute book_deadlines
pgdurable_runner execute book_ended
pgdurable_runner execute book_failed_branches
pgdurable_runner execute book_forked
pgdurable_runner execute book_history
pgdurable_runner execute book_joined
pgdurable_runner execute book_moved
pgdurable_runner execute bound_claims
pgdurable_runner execute call_slice
pgdurable_runner execute cancel
pgdurable_runner execute cancel_step
pgdurable_runner execute catcher
pgdurable_runner execute check_arguments
pgdurable_runner execute check_payload
pgdurable_runner execute claim
pgdurable_runner execute claim_priority
pgdurable_runner execute close_run
pgdurable_runner execute create_partitions
pgdurable_runner execute deferrable
pgdurable_runner execute drop_own_pokes
pgdurable_runner execute drop_partitions
pgdurable_runner execute drop_poke
pgdurable_runner execute due_parts
pgdurable_runner execute due_schedules
pgdurable_runner execute engine_version
pgdurable_runner execute enqueue
pgdurable_runner execute error_code
pgdurable_runner execute error_line
pgdurable_runner execute error_values
pgdurable_runner execute fail_rows
pgdurable_runner execute fail_size
pgdurable_runner execute failed_slice
pgdurable_runner execute find_flow
pgdurable_runner execute fire
pgdurable_runner execute fitting
pgdurable_runner execute forget_replaced
pgdurable_runner execute free_slots
pgdurable_runner execute give_slot
pgdurable_runner execute go_on_caught
pgdurable_runner execute hand_out
pgdurable_runner execute key_hash
pgdurable_runner execute leave_slot
pgdurable_runner execute licensed
pgdurable_runner execute load_claims
pgdurable_runner execute lock_runs
pgdurable_runner execute lock_slot
pgdurable_runner execute maintain
pgdurable_runner execute mark_suspect
pgdurable_runner execute new_run_id
pgdurable_runner execute now
pgdurable_runner execute open_slots
pgdurable_runner execute part_of
pgdurable_runner execute parts
pgdurable_runner execute poke
pgdurable_runner execute poke_again
pgdurable_runner execute poke_deadline
pgdurable_runner execute poke_number
pgdurable_runner execute remember_slow
pgdurable_runner execute remove_expired
pgdurable_runner execute render
pgdurable_runner execute require_licence
pgdurable_runner execute require_read_committed
pgdurable_runner execute run_alone
pgdurable_runner execute run_alone_token
pgdurable_runner execute run_batch
pgdurable_runner execute run_claim_alone
pgdurable_runner execute send
pgdurable_runner execute send_signal
pgdurable_runner execute serve_pokes
pgdurable_runner execute serve_signals
pgdurable_runner execute serve_slots
pgdurable_runner execute set_apart
pgdurable_runner execute set_clock
pgdurable_runner execute set_schedules
pgdurable_runner execute shift_times
pgdurable_runner execute signal
pgdurable_runner execute signal_by_key
pgdurable_runner execute slot_part
pgdurable_runner execute start
pgdurable_runner execute start_many
pgdurable_runner execute start_rows
pgdurable_runner execute step_lock
pgdurable_runner execute stop_below
pgdurable_runner execute take_signals
pgdurable_runner execute tidy_session
pgdurable_runner execute too_large
pgdurable_runner execute wake
pgdurable_runner execute withdraw_idle
pgdurable_runner execute work
pgdurable_runner insert batch_licence
pgdurable_runner insert binding
pgdurable_runner insert config
pgdurable_runner insert done
pgdurable_runner insert edge
pgdurable_runner insert flow
pgdurable_runner insert flow_version
pgdurable_runner insert flows
pgdurable_runner insert history
pgdurable_runner insert idle
pgdurable_runner insert inbox
pgdurable_runner insert live_key
pgdurable_runner insert node
pgdurable_runner insert runs
pgdurable_runner insert schedule
pgdurable_runner insert schedule_fire
pgdurable_runner insert slot
pgdurable_runner insert slot_wait
pgdurable_runner insert slow
pgdurable_runner insert steps
pgdurable_runner insert token
pgdurable_runner select batch_licence
pgdurable_runner select binding
pgdurable_runner select config
pgdurable_runner select done
pgdurable_runner select edge
pgdurable_runner select flow
pgdurable_runner select flow_version
pgdurable_runner select flows
pgdurable_runner select history
pgdurable_runner select idle
pgdurable_runner select inbox
pgdurable_runner select live_key
pgdurable_runner select node
pgdurable_runner select runs
pgdurable_runner select schedule
pgdurable_runner select schedule_fire
pgdurable_runner select slot
pgdurable_runner select slot_wait
pgdurable_runner select slow
pgdurable_runner select steps
pgdurable_runner select token
pgdurable_runner update batch_licence
pgdurable_runner update binding
pgdurable_runner update config
pgdurable_runner update done
pgdurable_runner update edge
pgdurable_runner update flow
pgdurable_runner update flow_version
pgdurable_runner update flows
pgdurable_runner update history
pgdurable_runner update idle
pgdurable_runner update inbox
pgdurable_runner update live_key
pgdurable_runner update node
pgdurable_runner update runs
pgdurable_runner update schedule
pgdurable_runner update schedule_fire
pgdurable_runner update slot
pgdurable_runner update slot_wait
pgdurable_runner update slow
pgdurable_runner update steps
pgdurable_runner update token
