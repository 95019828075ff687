import { horizon, sleepers, waiting } from './growth.mjs';
import { idle, memory } from './idle.mjs';
import { burst, c, cPooler, slow } from './latency.mjs';
import { a1m, a10k, b, contention1m, contention10k, contention100, disk, join, loop, scale, starts } from './throughput.mjs';

/** Named `use(server)` functions, each of which makes its own database and returns figures by name. */
export const workloads = { a1m, a10k, b, c, cPooler, contention100, contention10k, contention1m, join, loop, starts, disk, slow, burst };

/** Those that take minutes: run when they are named. */
export const longWorkloads = { scale, waiting, sleepers, idle, memory, horizon };
