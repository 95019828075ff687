import { describe, expect, it } from 'vitest';
import { resolveOne } from './resolve-text.ts';

function namesOf(body: string): readonly string[] {
  const { flow } = resolveOne(`flow f (n int) { ${body} }`);
  return [...flow.steps.values()].map(({ name, named }) => (named ? name : `(${name})`));
}

describe('names of steps', () => {
  it('are the label, else the binding, else the kind and its number', () => {
    expect(namesOf('load: bind a = sql { SELECT 1 } >> bind b = sql { SELECT 2 } >> sql { SELECT 3 }')).toEqual(['load', 'b', '(sql_3)']);
  });

  it('count the steps of each kind in the order of the text, inner ones and undo blocks included', () => {
    expect(
      namesOf(
        'sql { SELECT 1 } undo { sql { SELECT 2 } >> sleep 1s } >> when ($n > 0) { sql { SELECT 3 } } >> ( sql { SELECT 4 } & sleep 2s )',
      ),
    ).toEqual(['(sql_1)', '(sql_2)', '(sleep_1)', '(when_1)', '(sql_3)', '(group_1)', '(sql_4)', '(sleep_2)']);
  });

  it('are not shifted by a label on another step', () => {
    expect(namesOf('sql { SELECT 1 } >> sql { SELECT 2 }')).toEqual(['(sql_1)', '(sql_2)']);
    expect(namesOf('first: sql { SELECT 1 } >> sql { SELECT 2 }')).toEqual(['first', '(sql_2)']);
  });

  it('number the later places of a binding', () => {
    expect(
      namesOf(
        'when ($n > 0) { bind a = sql { SELECT 1 } } else when ($n < 0) { bind a = sql { SELECT 2 } } else { bind a = sql { SELECT 3 } }',
      ),
    ).toEqual(['(when_1)', 'a', 'a_2', 'a_3']);
  });

  it('step over numbers that a written name has taken', () => {
    expect(namesOf('sql { SELECT 1 } >> sql_1: sql { SELECT 2 } >> sql_4: sql { SELECT 3 } >> sql { SELECT 4 }')).toEqual([
      '(sql_2)',
      'sql_1',
      'sql_4',
      '(sql_5)',
    ]);
    expect(namesOf('when ($n > 0) { bind a = sql { SELECT 1 } } else { bind a = sql { SELECT 2 } } >> a_2: sql { SELECT 3 }')).toEqual([
      '(when_1)',
      'a',
      'a_3',
      'a_2',
    ]);
  });

  it('differ from each other, whatever is written', () => {
    const names = namesOf(
      'sql_2: sql { SELECT 1 } >> sql { SELECT 2 } >> sql_3: sleep 1s >> sql { SELECT 4 } >> bind sql_5 = sql { SELECT 5 } >> sql { SELECT 6 }',
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
