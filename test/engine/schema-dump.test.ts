import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engineSql } from '../../src/engine/index.ts';
import { testDatabase } from '../support/postgres.ts';
import { MAJORS } from '../support/server.ts';
import { dumpSchema } from './schema-dump.ts';

const EXPECTED = new URL('../../src/engine/schema.expected.sql', import.meta.url);

test.each(MAJORS)('what is installed on Postgres %i is what schema.expected.sql says', async (major) => {
  const db = await testDatabase(major);
  try {
    const installed = await db.database.script(engineSql({ from: 0 }));
    expect(installed).toMatchObject({ ok: true });
    const dump = await dumpSchema(db.database);
    if (process.env.UPDATE_FIXTURES === '1') writeFileSync(EXPECTED, dump);
    expect(dump).toBe(readFileSync(EXPECTED, 'utf8'));
    // Installing again changes nothing.
    expect(await db.database.script(engineSql({ from: 1 }))).toMatchObject({ ok: true });
    expect(await dumpSchema(db.database)).toBe(dump);
  } finally {
    await db.drop();
  }
});
