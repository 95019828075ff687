import type { TypeText } from '../../sql/index.ts';

export type ContextName = 'run' | 'step' | 'err';

/** The values that a run offers besides its names: `$run.id`, `$step.key`, `$err.code`, .. with their types. */
export const CONTEXT_FIELDS: Readonly<Record<ContextName, Readonly<Record<string, TypeText>>>> = {
  run: {
    id: 'uuid',
    flow: 'text',
    version: 'text',
    key: 'text',
    started_at: 'timestamp with time zone',
    scheduled_at: 'timestamp with time zone',
  },
  step: { attempt: 'integer', iteration: 'bigint', key: 'text' },
  err: { code: 'text', message: 'text', step: 'text', attempt: 'integer', detail: 'jsonb' },
};

/** The fields of `$run` that are known before there is a step: what clauses see. */
export const CLAUSE_RUN_FIELDS: readonly string[] = ['flow', 'scheduled_at'];
