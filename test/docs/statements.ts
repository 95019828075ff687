import { expect } from 'vitest';
import { type Session, sqlErrorOf } from '../../src/db/index.ts';
import type { Block } from './markdown.ts';

interface Statement {
  readonly sql: string;
  /** What the page says of it after its semicolon: `-- 2`, `-- error PD001`. */
  readonly told: string | null;
}

function statementsOf({ text, line }: Block): readonly Statement[] {
  const statements = [...text.matchAll(/([^;]+);[ \t]*(?:--[ \t]*(.*))?(?:\n|$)/g)].map((match) => ({
    sql: (match[1] as string).trim(),
    told: match[2]?.trim() ?? null,
  }));
  if (statements.length === 0) throw new Error(`line ${line}: no statement ends with a semicolon`);
  return statements;
}

/** Executes the statements of a `sql` block in order, and holds what they return to what the page says. */
export async function execute(block: Block, session: Session): Promise<void> {
  for (const { sql, told } of statementsOf(block)) {
    const got = await outcome(sql, session);
    if (told !== null) expect(got, `line ${block.line}: ${sql}`).toBe(told);
    else expect(got, `line ${block.line}: ${sql}`).not.toMatch(/^error /);
  }
}

/** Columns are separated by ` | `, rows by `, `. */
async function outcome(sql: string, session: Session): Promise<string> {
  try {
    const rows = await session.query(sql);
    return rows.map((row) => Object.values(row).map(String).join(' | ')).join(', ');
  } catch (error) {
    const refused = sqlErrorOf(error, sql);
    if (refused === null) throw error;
    return `error ${refused.code}`;
  }
}
