import { diagnose, type Phase } from '../diagnostics/index.ts';
import { ask, type Engine } from './ask.ts';

const CANDIDATES = 10;

/**
 * The full id of the run that is meant. An id may be abbreviated to its first digits or, as ids of one moment begin alike,
 * to its last ones, while only one run is so named.
 */
export async function findRun(engine: Engine, written: string): Promise<Phase<string | null>> {
  const digits = written.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{1,32}$/.test(digits)) return refuse(diagnose('bad-run-id', null, { id: written }));
  if (digits.length === 32) return existing(engine, digits, written);
  for (const text of [BY_FIRST_DIGITS, BY_LAST_DIGITS]) {
    const found = await ask<{ id: string; flow: string; status: string }>(engine, text, parametersOf(text, digits));
    if (found.value === null) return { value: null, diagnostics: found.diagnostics };
    const [only, another] = found.value;
    if (only === undefined) continue;
    if (another === undefined) return { value: only.id, diagnostics: [] };
    const candidates = found.value.slice(0, CANDIDATES).map(({ id, flow, status }) => `  ${id}  ${flow}  ${status}`);
    return refuse(diagnose('ambiguous-run', null, { id: written, candidates, more: found.value.length > CANDIDATES }));
  }
  return refuse(diagnose('unknown-run', null, { id: written }));
}

const BY_FIRST_DIGITS = `SELECT id::text AS id, flow, status FROM pgdurable.runs
  WHERE id BETWEEN $1::uuid AND $2::uuid ORDER BY runs.id DESC LIMIT ${CANDIDATES + 1}`;
const BY_LAST_DIGITS = `SELECT id::text AS id, flow, status FROM pgdurable.runs
  WHERE replace(id::text, '-', '') LIKE '%' || $1 ORDER BY runs.id DESC LIMIT ${CANDIDATES + 1}`;

function parametersOf(text: string, digits: string): readonly string[] {
  return text === BY_FIRST_DIGITS ? [digits.padEnd(32, '0'), digits.padEnd(32, 'f')] : [digits];
}

async function existing(engine: Engine, digits: string, written: string): Promise<Phase<string | null>> {
  const found = await ask<{ id: string }>(engine, 'SELECT id::text AS id FROM pgdurable.runs WHERE id = $1::uuid', [digits]);
  if (found.value === null) return { value: null, diagnostics: found.diagnostics };
  const id = found.value[0]?.id;
  return id === undefined ? refuse(diagnose('unknown-run', null, { id: written })) : { value: id, diagnostics: [] };
}

function refuse(diagnostic: Phase<null>['diagnostics'][number]): Phase<null> {
  return { value: null, diagnostics: [diagnostic] };
}
