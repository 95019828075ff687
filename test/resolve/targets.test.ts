import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/language/resolve/index.ts';
import { resolveOne } from './resolve-text.ts';

/** What each reference of the flow stands for, in the order of the text. */
function targetsOf(text: string): readonly string[] {
  const { flow } = resolveOne(text);
  return [...flow.references.values()].flat().map(({ reference, target }) => `${reference.name} -> ${show(target)}`);
}

function show(target: Target): string {
  switch (target.kind) {
    case 'param':
      return `param ${target.param.name.text}`;
    case 'binding':
      return `sites ${target.sites.map((site) => site.id).join(' ')}`;
    case 'context':
      return `${target.of}.${target.field} ${target.type}`;
    case 'caught':
      return `${target.variable.text} caught.${target.field} ${target.type}`;
    case 'row':
      return `row ${target.of}.${target.column}`;
    case 'unknown':
      return 'unknown';
  }
}

describe('what references stand for', () => {
  it('a parameter, a binding, a value of the run', () => {
    expect(
      targetsOf('flow f (n int) { bind a = sql { SELECT $n AS x } >> sql { SELECT $a.x, $run.id, $step.iteration, $run.started_at } }'),
    ).toEqual([
      'n -> param n',
      'a -> sites 1',
      'run -> run.id uuid',
      'step -> step.iteration bigint',
      'run -> run.started_at timestamp with time zone',
    ]);
  });

  it('all sites that may have bound it, arms that end left out', () => {
    expect(
      targetsOf(`flow f {
        when (true) { bind a = sql { SELECT 1 } }
        else when (false) { bind a = sql { SELECT 2 } >> fail }
        else { when (true) { bind a = sql { SELECT 3 } } else { bind a = sql { SELECT 4 } } }
        >> sql { SELECT $a }
      }`),
    ).toEqual(['a -> sites 1 3 4']);
  });

  it('the place nearest before it where a name is bound again', () => {
    expect(
      targetsOf(`flow f {
        when (true) { bind a = sql { SELECT 1 } >> sql { SELECT $a } }
        >> bind a = sql { SELECT 2 } >> sql { SELECT $a }
      }`),
    ).toEqual(['a -> sites 1', 'a -> sites 2']);
  });

  it('both bindings of a join', () => {
    expect(targetsOf('flow f { ( bind a = sql { SELECT 1 } & bind b = sql { SELECT 2 } ) >> sql { SELECT $a, $b } }')).toEqual([
      'a -> sites 1',
      'b -> sites 2',
    ]);
  });

  it('the error in `unless`, beside what the step sees', () => {
    expect(
      targetsOf("flow f (n int) { bind a = sql { SELECT 1 } >> sql { SELECT 2 } retry 1 unless ($err.code = 'x' AND $a > $n) }"),
    ).toEqual(['err -> err.code text', 'a -> sites 1', 'n -> param n']);
  });

  it('in clauses, templates and expressions too, by region', () => {
    const { flow } = resolveOne(
      "flow f (n int) key ($n, 'k' || $run.flow) { when ($n > 0) { fail 'no {$n}' } >> sleep ($n * interval '1 s') }",
    );
    expect([...flow.references].map(([{ kind }, references]) => `${kind} ${references.length}`)).toEqual([
      'region 1',
      'region 1',
      'region 1',
      'template 1',
      'region 1',
    ]);
  });

  it('nothing where it has been reported', () => {
    expect(targetsOf('flow f (n int default $f) key ($nope) { sql { SELECT $run.nope, $nope, $err.code, $new.id } }')).toEqual([
      'f -> unknown',
      'nope -> unknown',
      'run -> unknown',
      'nope -> unknown',
      'err -> unknown',
      'new -> unknown',
    ]);
  });

  it('gives reference spans in the file', () => {
    const text = "flow f (who text) { fail 'Grüße {$who}' >> sql { SELECT '🎉' || $who? } }";
    const { flow } = resolveOne(text);
    expect([...flow.references.values()].flat().map(({ reference: { span } }) => text.slice(span.start, span.end))).toEqual([
      '$who',
      '$who?',
    ]);
  });
});
