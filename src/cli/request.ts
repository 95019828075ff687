import { resolve } from 'node:path';
import type { Progress, ProjectRequest } from '../index.ts';
import type { Cli } from './cli.ts';

/** What the options of every command say about project and database. */
export function projectRequest(cli: Cli, onProgress: Progress): ProjectRequest {
  const { project, databaseUrl } = cli.options;
  return {
    directory: resolve(cli.environment.cwd, project ?? '.'),
    exactly: project !== undefined,
    databaseUrl,
    environment: cli.environment.variables,
    onProgress,
  };
}
