import { compile } from '../../src/compile.ts';
import { openClient } from '../../src/db/connect.ts';
import { createJudge, type Database } from '../../src/db/index.ts';
import { deploy } from '../../src/deploy/index.ts';

/** Compiles flows against the database they are for, and deploys them there. */
export async function deployText(database: Database, text: string): Promise<void> {
  // The engine first: flows are judged against what is there.
  await must(deploy(database, []));
  const opened = await openClient(database.url);
  if (!opened.ok) throw new Error(opened.problem.message);
  try {
    const judge = await createJudge(opened.client);
    const { flows, diagnostics } = await compile([{ path: 'test.dflow', text }], { judge, searchPath: ['public'] });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join('\n'));
    await must(deploy(database, flows));
  } finally {
    await opened.client.end();
  }
}

export async function must(done: Promise<{ readonly ok: boolean }>): Promise<void> {
  const result = await done;
  if (!result.ok) throw new Error(JSON.stringify(result, null, 2));
}
