import { entry } from '../entry.ts';
import { capital } from './capital.ts';

/** Class 7, part 4: deployment and drift. `where` never holds a password. */
export const deployment = {
  'deploy-rejected': entry<{ where: string; flow: string | null; problem: string; line: string | null }>({
    code: 'DF7120',
    severity: 'error',
    summary: 'a deployment that the database rejects',
    message: ({ where, flow, problem, line }) =>
      `${capital(where)} rejects ${flow === null ? 'the engine' : `the flow ${flow}`}: ${problem}. Nothing was deployed.${line === null ? '' : `\nThe statement: ${line}`}`,
    help: ({ flow }) =>
      flow === null ? null : 'does the schema of this database agree with the schema files that the flows were checked against?',
    explain:
      'Flows are checked against the schema files of the project. A database whose tables differ may reject what was generated from them. A deployment is one transaction: it is done whole or not at all.',
  }),
  'schema-drift': entry<{ where: string; path: string; problem: string }>({
    code: 'DF7121',
    severity: 'error',
    summary: 'a schema file that the embedded database rejects',
    message: ({ where, path, problem }) => `${capital(where)} rejects the schema file ${path}: ${problem}. Nothing was deployed.`,
    help: () => 'remove .pgdurable/ to begin with an empty database',
    explain:
      'deploy brings new schema files into the embedded database, in order, each once. A file that works on an empty database may fail on one that holds rows, or other definitions.',
  }),
} as const;
