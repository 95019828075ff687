import { type Diagnostic, diagnose, didYouMean, type Phase } from '../diagnostics/index.ts';
import type { SqlError } from '../sql/index.ts';
import { ask, type Engine, type Refusals } from './ask.ts';
import { findRun } from './find-run.ts';
import type { JsonText } from './run.ts';

/** A run by its id, abbreviated or not, or the live run of a flow that has a key. */
export type SignalTarget = { readonly run: string } | { readonly flow: string; readonly key: string };

export interface SignalRequest {
  readonly target: SignalTarget;
  readonly name: string;
  /** JSON, as written; an empty object when left out. */
  readonly payload?: JsonText;
  /** Of several signals with one id, a run takes the first only. */
  readonly id?: string;
}

/** Sends a signal. The value is false when one with this id has been sent before. */
export async function sendSignal(engine: Engine, request: SignalRequest): Promise<Phase<boolean | null>> {
  const { target, name } = request;
  const payload = request.payload ?? '{}';
  const wrong = notJson(payload);
  if (wrong !== null) return refuse(wrong);
  if ('key' in target) {
    const values = [target.flow, target.key, name, payload, request.id ?? null];
    const unknown = await unknownFlow(engine, target.flow);
    return send(engine, 'SELECT pgdurable.signal_by_key($1, $2, $3, $4::jsonb, $5) AS sent', values, {
      ...refusals(name),
      PD001: () => unknown,
      PD003: () => diagnose('no-run-with-key', null, { flow: target.flow, key: target.key }),
      PD005: () => diagnose('no-run-with-key', null, { flow: target.flow, key: target.key }),
    });
  }
  const found = await findRun(engine, target.run);
  if (found.value === null) return { value: null, diagnostics: found.diagnostics };
  const run = found.value;
  return send(engine, 'SELECT pgdurable.signal($1::uuid, $2, $3::jsonb, $4) AS sent', [run, name, payload, request.id ?? null], {
    ...refusals(name),
    PD003: () => diagnose('unknown-run', null, { id: run }),
    PD005: ({ hint }) => diagnose('run-over', null, { id: run, status: /^It is (\w+)/.exec(hint ?? '')?.[1] ?? 'over' }),
  });
}

async function send(engine: Engine, text: string, values: readonly (string | null)[], known: Refusals): Promise<Phase<boolean | null>> {
  const sent = await ask<{ sent: boolean }>(engine, text, values, known);
  return { value: sent.value?.[0]?.sent ?? null, diagnostics: sent.diagnostics };
}

function refusals(signal: string): Refusals {
  const refused = (error: SqlError) => diagnose('signal-refused', null, { signal, reason: reasonOf(error) });
  return {
    PD002: refused,
    PD004: refused,
    PD006: ({ message, hint }) => diagnose('signal-never-awaited', null, { signal, reason: message, known: hint ?? '' }),
    // What JSON allows and jsonb does not: \u0000, numbers without end.
    '22P02': refused,
    '22P05': refused,
    '22003': refused,
  };
}

async function unknownFlow(engine: Engine, flow: string): Promise<Diagnostic> {
  const flows = await ask<{ name: string }>(engine, 'SELECT name FROM pgdurable.flows ORDER BY name');
  const deployed = flows.value?.map(({ name }) => name) ?? [];
  return diagnose('flow-not-deployed', null, { flow, suggestion: didYouMean(flow, deployed), deployed });
}

function notJson(payload: JsonText): Diagnostic | null {
  try {
    JSON.parse(payload);
    return null;
  } catch (error) {
    return diagnose('payload-not-json', null, { reason: (error as Error).message });
  }
}

function reasonOf({ message, detail, hint }: SqlError): string {
  const parts = [message, detail, hint].filter((part) => part !== null && part !== '');
  return parts.join('; ').replace(/\.$/, '');
}

function refuse(diagnostic: Diagnostic): Phase<null> {
  return { value: null, diagnostics: [diagnostic] };
}
