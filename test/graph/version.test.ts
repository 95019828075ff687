import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiling, openCompiling } from '../compile/compiling.ts';

let compiling: Compiling;
beforeAll(async () => {
  compiling = await openCompiling('CREATE TABLE t (id bigint, body text, price numeric(12,2));');
});
afterAll(() => compiling.close());

const versionOf = async (text: string): Promise<string> => (await compiling.flow(text)).hash;

/** A flow in pieces between which white space and comments may be: of the language, and of SQL inside regions. */
const PIECES = `flow f ( n int default 5 + 1 , who text ) key ( $n , lower ( $who ) ) retry 3 backoff 1s..1m unless ( $err.code = 'a_b' ) {
  bind rows = sql { SELECT id , body FROM t WHERE id < $n ORDER BY id }
  >> mark: sql { UPDATE t SET body = b.body || '_--_no_comment_' FROM $rows.* b WHERE t.id = b.id ; SELECT $rows.id? }
  >> ( sql { SELECT 1 } & x: sql { SELECT 2 } & ( sleep 1h >> sql { SELECT 3 } ) )
  >> when ( $n > 3 ) { fail 'no_{$n}' } else { return sql { SELECT price FROM t WHERE id = $n } } }`.split(/\s+/);

const SPACES = [' ', '\n', '\r\n\t', ' /* a /* nested */ comment */ ', ' -- to the end\n', "\n  -- it's\n\n"];

const join = (pieces: readonly string[], spaces: readonly string[] = []): string =>
  pieces.map((piece, i) => piece + (spaces[i] ?? ' ')).join('');

describe('the version of a flow', () => {
  it('has no part in white space and comments', async () => {
    const plain = await versionOf(join(PIECES));
    const spaces = fc.array(fc.constantFrom(...SPACES), { minLength: PIECES.length, maxLength: PIECES.length });
    const holds = fc.asyncProperty(spaces, async (between) => {
      expect(await versionOf(join(PIECES, between))).toBe(plain);
    });
    await fc.assert(holds, { numRuns: 60 });
  });

  it('changes with every literal', async () => {
    const plain = await versionOf(join(PIECES));
    const literals = PIECES.flatMap((piece, i) => (/^(\d+h?|'.*'|1s\.\.1m)$/.test(piece) ? [i] : []));
    expect(literals.length).toBe(12);
    for (const at of literals) {
      const other = PIECES.map((piece, i) => {
        if (i !== at) return piece;
        return piece.startsWith("'") ? piece.replace("'", "'z") : piece.replace(/\d/, '7');
      });
      expect(await versionOf(join(other)), PIECES[at]).not.toBe(plain);
    }
  });

  it('has no part in the order of the branches of &', async () => {
    const branches = [
      'sql { SELECT 1 }',
      'a: sql { SELECT 1 }',
      'bind b = sql { SELECT 2 AS n }',
      '( sleep 1s >> sql { SELECT 3 } )',
      "when ($n > 1) { sleep 1m } else { fail 'no' }",
      '( sql { SELECT 4 } & sql { SELECT 5 } >> sql { SELECT 6 } )',
      'bind c = sql { SELECT 2 AS n }',
      'repeat { sql { SELECT 7 } } until ($n > 1)',
      'repeat { repeat { sql { SELECT 7 } } until ($n > 1) >> when ($n > 2) { break } }',
      'repeat { repeat { sql { SELECT 7 } >> when ($n > 2) { break } } } until ($n > 1)',
    ];
    const flow = (order: readonly string[]) => `flow f (n int) { ( ${order.join(' & ')} ) >> sql { SELECT $b.n, c.n FROM $c.* } }`;
    const plain = await versionOf(flow(branches));
    const holds = fc.asyncProperty(fc.shuffledSubarray(branches, { minLength: branches.length }), async (order) => {
      expect(await versionOf(flow(order))).toBe(plain);
    });
    await fc.assert(holds, { numRuns: 40 });
  });

  it('has no part in the name of the file', async () => {
    const [elsewhere] = (await compiling.all([{ path: 'other/place.dflow', text: 'flow f { sql { SELECT 1 } }' }])).flows;
    expect(elsewhere?.hash).toBe(await versionOf('flow f { sql { SELECT 1 } }'));
  });

  it.each([
    ['descriptions', 'flow f { sql { SELECT 1 } }', '-- About it.\nflow f {\n  -- About the step.\n  sql { SELECT 1 } }'],
    [
      'groups',
      'flow f { sql { SELECT 1 } >> sql { SELECT 2 } >> sleep 1s }',
      'flow f { ( sql { SELECT 1 } >> ( sql { SELECT 2 } ) ) >> ( sleep 1s ) }',
    ],
    [
      'how the same value is written',
      "flow f (n int default 1) every '0 3 * * *' retain 7d { sleep 90m >> sql { SELECT $n } retry 2 backoff 60s }",
      "flow f (n int4 default 1) every '0 3 * * *' in 'UTC' overlap skip retain 1w { sleep 1h30m >> sql { SELECT $n } retry 2 backoff 1m..1m }",
    ],
    ['retry 0 where there is no other', 'flow f { sql { SELECT 1 } }', 'flow f { sql { SELECT 1 } retry 0 }'],
  ])('has no part in %s', async (_, from, to) => expect(await versionOf(to)).toBe(await versionOf(from)));

  it.each([
    ['a label', 'flow f { a: sql { SELECT 1 } }', 'flow f { b: sql { SELECT 1 } }'],
    ['a label that was not there', 'flow f { sql { SELECT 1 } }', 'flow f { sql_1: sql { SELECT 1 } }'],
    [
      'the name of a binding',
      'flow f { bind a = sql { SELECT 1 AS n } >> sql { SELECT $a.n } }',
      'flow f { bind b = sql { SELECT 1 AS n } >> sql { SELECT $b.n } }',
    ],
    ['the type of a parameter', 'flow f (n int) { sql { SELECT 1 } }', 'flow f (n bigint) { sql { SELECT 1 } }'],
    ['a modifier of a type', 'flow f (n numeric(3,1)) { sql { SELECT 1 } }', 'flow f (n numeric(3,2)) { sql { SELECT 1 } }'],
    [
      'the type of a binding',
      'flow f (n int) { bind a = sql { SELECT $n AS n } >> sql { SELECT $a } }',
      'flow f (n bigint) { bind a = sql { SELECT $n AS n } >> sql { SELECT $a } }',
    ],
    [
      'a ?',
      'flow f { bind a = sql { SELECT 1 AS n } >> sql { SELECT $a } }',
      'flow f { bind a = sql { SELECT 1 AS n } >> sql { SELECT $a? } }',
    ],
    [
      'which binding a branch reads',
      'flow f { bind a = sql { SELECT 1 AS n } >> bind b = sql { SELECT 2 AS n } >> ( x: sql { SELECT $a } & y: sql { SELECT $b } ) }',
      'flow f { bind a = sql { SELECT 1 AS n } >> bind b = sql { SELECT 2 AS n } >> ( x: sql { SELECT $b } & y: sql { SELECT $a } ) }',
    ],
    [
      'an alias',
      'flow f { bind a = sql { SELECT 1 AS n } >> sql { SELECT n FROM $a.* } }',
      'flow f { bind a = sql { SELECT 1 AS n } >> sql { SELECT n FROM $a.* b } }',
    ],
    ['white space in a string', "flow f { sql { SELECT 'a b' } }", "flow f { sql { SELECT 'a  b' } }"],
    ['the order of steps', 'flow f { sql { SELECT 1 } >> sql { SELECT 2 } }', 'flow f { sql { SELECT 2 } >> sql { SELECT 1 } }'],
    [
      'the order of arms',
      'flow f (n int) { when ($n > 1) { sleep 1s } else when ($n > 2) { sleep 2s } }',
      'flow f (n int) { when ($n > 2) { sleep 2s } else when ($n > 1) { sleep 1s } }',
    ],
    ['& instead of >>', 'flow f { sql { SELECT 1 } >> sql { SELECT 2 } }', 'flow f { sql { SELECT 1 } & sql { SELECT 2 } }'],
    ['what is inside an arm', 'flow f { when (true) { sleep 1s } >> sleep 2s }', 'flow f { when (true) { sleep 1s >> sleep 2s } }'],
    [
      'what is inside a loop',
      'flow f { repeat { sleep 1s } until (true) >> sleep 2s }',
      'flow f { repeat { sleep 1s >> sleep 2s } until (true) }',
    ],
    [
      'the loop that a break leaves',
      'flow f { repeat { repeat { when (true) { break } } >> sleep 1s } until (true) }',
      'flow f { repeat { repeat { when (true) { sleep 1s } } until (true) >> break } }',
    ],
    ['until', 'flow f (n int) { repeat { sleep 1s } until ($n > 1) }', 'flow f (n int) { repeat { sleep 1s } until ($n > 2) }'],
    ['max', 'flow f { repeat { sleep 1s } max 5 }', 'flow f { repeat { sleep 1s } max 6 }'],
    ['the pause of a loop', 'flow f { repeat { sql { SELECT 1 } } max 5 }', 'flow f { repeat every 1s { sql { SELECT 1 } } max 5 }'],
    ['a schedule', 'flow f { sql { SELECT 1 } }', 'flow f every 5m { sql { SELECT 1 } }'],
    ['once', "flow f key ('a') { sql { SELECT 1 } }", "flow f key ('a') once { sql { SELECT 1 } }"],
    ['retain', 'flow f { sql { SELECT 1 } }', 'flow f retain 1d { sql { SELECT 1 } }'],
    ['the code of fail', "flow f { fail 'a' code 'x' }", "flow f { fail 'a' code 'y' }"],
    ['keys in a message', "flow f (j jsonb) { fail '{$j.a}' }", "flow f (j jsonb) { fail '{$j.b}' }"],
    ['a ? in a message', "flow f (j jsonb) { fail '{$j}' }", "flow f (j jsonb) { fail '{$j?}' }"],
    ['statements that are two steps', 'flow f { sql { SELECT 1; SELECT 2 } }', 'flow f { sql { SELECT 1 } >> sql { SELECT 2 } }'],
    ['the name of the flow', 'flow f { sql { SELECT 1 } }', 'flow g { sql { SELECT 1 } }'],
  ])('changes with %s', async (_, from, to) => expect(await versionOf(to)).not.toBe(await versionOf(from)));
});
