import type pg from 'pg';

/** How far a text of several statements came. */
export interface BatchOutcome {
  /** Statements that were done before the first that failed. */
  readonly completed: number;
  /** The server's or the network's error; null when all were done. */
  readonly error: Error | null;
}

type Handler = Record<string, (...args: never[]) => void>;

/**
 * Sends a text of several statements as one message of the simple protocol. Where the text holds no transaction control,
 * the server runs it as one transaction; between transaction poolers and us it is one unit too. Rows are dropped.
 */
export function runBatch(client: pg.ClientBase, text: string): Promise<BatchOutcome> {
  return new Promise((resolve) => {
    let completed = 0;
    const done = () => {
      completed++;
    };
    const exchange: pg.Submittable & Handler = {
      submit: (connection) => connection.query(text),
      handleRowDescription: () => {},
      handleDataRow: () => {},
      handleCommandComplete: done,
      handleEmptyQuery: () => {},
      handleCopyInResponse: (connection: { sendCopyFail(reason: string): void }) =>
        connection.sendCopyFail('a script holds no rows for COPY FROM STDIN'),
      handleCopyData: () => {},
      handleError: (error: Error) => resolve({ completed, error }),
      handleReadyForQuery: () => resolve({ completed, error: null }),
    };
    client.query(exchange);
  });
}
