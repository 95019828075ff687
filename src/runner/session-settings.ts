import { type Connection, sqlErrorOf } from '../db/index.ts';

/**
 * Has the server end a statement whose client has died, instead of finishing it first: what a killed runner had claimed is
 * free at once.
 */
const END_WITH_CLIENT = { client_connection_check_interval: '300' } as const;
/** invalid_parameter_value: the server's operating system cannot tell. */
const UNSUPPORTED = '22023';

/** What the sessions of a runner begin with. Behind a pooler it is nothing: there the runner's role can have such settings. */
export async function sessionSettings(connection: Connection, pooler: boolean): Promise<Readonly<Record<string, string>>> {
  if (pooler) return {};
  const trial = `SET client_connection_check_interval = ${END_WITH_CLIENT.client_connection_check_interval}`;
  try {
    await connection.query(trial);
    return END_WITH_CLIENT;
  } catch (error) {
    if (sqlErrorOf(error, trial)?.code !== UNSUPPORTED) throw error;
    return {};
  }
}
