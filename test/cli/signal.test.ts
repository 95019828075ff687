import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drain } from '../engine/drive.ts';
import { type TestDatabase, testDatabase } from '../support/postgres.ts';
import { type Finished, run } from './running.ts';
import { sampleProject, schema } from './sample-project.ts';

const FLOW = `flow asking (name text) key ($name)
{
  bind answer = await signal answer (approved boolean, amount numeric null) timeout 1h
  >> return sql { SELECT $answer.approved IS TRUE AS approved, $answer.amount AS amount }
}
`;

let db: TestDatabase;
let pgdurable: (...argv: readonly string[]) => Promise<Finished>;
beforeAll(async () => {
  db = await testDatabase();
  await db.database.query(schema);
  const cwd = sampleProject({ 'flows/asking.dflow': FLOW }, afterAll);
  pgdurable = (...argv) => run(argv, { cwd, variables: { PGDURABLE_DATABASE_URL: db.url } });
  expect(await pgdurable('deploy', '--dev-url', db.url)).toMatchObject({ code: 0 });
});
afterAll(() => db.drop());

async function waiting(name: string): Promise<string> {
  const { out } = await pgdurable('start', 'asking', '--param', `name=${name}`);
  await drain(db.database);
  return out.trim();
}

describe('signal', () => {
  it('is sent to the run that show says waits for it', async () => {
    const id = await waiting('Ada');
    expect((await pgdurable('show', id)).out).toMatch(/^status {4}waiting for signal answer until \d{4}-/m);
    expect((await pgdurable('list')).out).toContain('waiting for signal answer until');
    expect(await pgdurable('signal', id.slice(-8), 'answer', '--payload', '{"approved": true, "amount": 12345678901234567890.10}')).toEqual(
      {
        code: 0,
        out: '',
        err: 'sent\n',
      },
    );
    await drain(db.database);
    expect((await pgdurable('show', id)).out).toContain('[{"amount": 12345678901234567890.10, "approved": true}]');
    expect(await pgdurable('signal', id, 'answer')).toMatchObject({ err: expect.stringContaining('DF7213 run-over') });
  });

  it('finds the run of a flow by its key, and says when its id was there before', async () => {
    const id = await waiting('Bo');
    const send = () => pgdurable('signal', 'asking', 'answer', '--key', 'Bo', '--id', 'mail 1', '--payload', '{"approved": false}');
    expect(await send()).toMatchObject({ code: 0, err: 'sent\n' });
    expect(await send()).toMatchObject({ code: 0, err: 'one with this id has been sent before; this one does not count\n' });
    await drain(db.database);
    expect((await pgdurable('show', id)).out).toContain('"approved": false');
  });

  it('says why it was not sent', async () => {
    const id = await waiting('Cy');
    for (const [argv, code, text] of [
      [[id, 'anser'], 'DF7231', 'flow asking never awaits a signal anser'],
      [[id, 'anser'], 'DF7231', 'help: The version of this run awaits: answer'],
      [[id, 'answer'], 'DF7232', 'column approved of signal answer of flow asking is missing'],
      [[id, 'answer', '--payload', '{approved}'], 'DF7233', '--payload must be JSON'],
      [['asking', 'answer', '--key', 'nobody'], 'DF7230', 'No live run of asking has the key nobody.'],
      [['askin', 'answer', '--key', 'Cy'], 'DF7201', 'did you mean asking?'],
      [['00000000-0000-7000-8000-000000000000', 'answer'], 'DF7211', 'There is no run'],
    ] as const) {
      const { code: exit, err } = await pgdurable('signal', ...argv);
      expect(exit).toBeGreaterThan(0);
      expect(err).toContain(code);
      expect(err).toContain(text);
    }
  });
});
