// A command that uses the embedded server: says where it is, then stays until its input ends.
// node embedded-command.ts <project>
import { EmbeddedServerFailure, startEmbedded } from '../../src/db/index.ts';

try {
  const server = await startEmbedded({ projectDir: process.argv[2] as string });
  process.stdout.write(`${JSON.stringify({ url: server.url, version: server.version })}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => void server.release());
} catch (error) {
  if (!(error instanceof EmbeddedServerFailure)) throw error;
  process.stdout.write(`${JSON.stringify({ failure: error.message })}\n`);
  process.exitCode = 4;
}
