import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from './health.ts';

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/healthz` and `/metrics`. Rejects when the port cannot be had. */
export async function serveHttp(port: number, health: () => Health, metrics: () => string): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(request.method === 'HEAD' ? '' : body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'text/plain; charset=utf-8', 'only GET and HEAD\n');
    if (path === '/metrics') return answer(200, 'text/plain; version=0.0.4; charset=utf-8', metrics());
    if (path !== '/healthz') return answer(404, 'text/plain; charset=utf-8', 'there are /healthz and /metrics\n');
    const { ok, body } = health();
    answer(ok ? 200 : 503, 'application/json', `${JSON.stringify(body)}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
