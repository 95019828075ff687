import { type Diagnostic, diagnose, didYouMean, type Phase } from '../diagnostics/index.ts';
import type { SqlError } from '../sql/index.ts';
import { ask, type Engine } from './ask.ts';
import { combineParameters, type GivenParameters } from './parameters.ts';

export interface StartRequest {
  readonly flow: string;
  readonly params: GivenParameters;
  readonly key?: string;
  readonly label?: string;
  /** A timestamptz as Postgres reads it. */
  readonly at?: string;
}

/** Starts a run; the value is its id, or that of the run that holds the key. */
export async function startRun(engine: Engine, request: StartRequest): Promise<Phase<string | null>> {
  const flows = await ask<{ name: string; params: string }>(
    engine,
    'SELECT name, params::text AS params FROM pgdurable.flows ORDER BY name',
  );
  if (flows.value === null) return { value: null, diagnostics: flows.diagnostics };
  const { flow } = request;
  const deployed = flows.value.map(({ name }) => name);
  const unknown = () => diagnose('flow-not-deployed', null, { flow, suggestion: didYouMean(flow, deployed), deployed });
  const declared = flows.value.find(({ name }) => name === flow)?.params;
  if (declared === undefined) return { value: null, diagnostics: [unknown()] };

  const params = combineParameters(flow, JSON.parse(declared), request.params);
  if (params.value === null) return { value: null, diagnostics: params.diagnostics };
  const wrongTime = await checkTime(engine, request.at);
  if (wrongTime.length > 0) return { value: null, diagnostics: wrongTime };

  const { written, named } = params.value;
  const values = [flow, written, named, request.key ?? null, request.label ?? null, request.at ?? null];
  const started = await ask<{ id: string }>(engine, START, values, {
    PD001: unknown,
    PD002: (error) => diagnose('bad-parameters', null, { flow, reason: reasonOf(error) }),
    PD004: (error) => diagnose('start-refused', null, { flow, reason: reasonOf(error) }),
    '22P02': (error) => diagnose('bad-parameters', null, { flow, reason: reasonOf(error) }),
    '22P05': (error) => diagnose('bad-parameters', null, { flow, reason: reasonOf(error) }),
  });
  return started.value === null
    ? { value: null, diagnostics: started.diagnostics }
    : { value: started.value[0]?.id ?? null, diagnostics: [] };
}

const START = `SELECT pgdurable.start($1, $2::jsonb || $3::jsonb, key => $4, label => $5, at => $6::timestamptz)::text AS id`;

function reasonOf({ message, detail, hint }: SqlError): string {
  const parts = [message, detail, hint].filter((part) => part !== null && part !== '');
  return parts.join('; ').replace(/\.$/, '');
}

async function checkTime(engine: Engine, at: string | undefined): Promise<readonly Diagnostic[]> {
  if (at === undefined) return [];
  const wrong = ({ message }: SqlError) => diagnose('bad-start-time', null, { text: at, reason: message });
  const asked = await ask(engine, 'SELECT $1::timestamptz', [at], { '22007': wrong, '22008': wrong, '22009': wrong, '22023': wrong });
  return asked.diagnostics;
}
