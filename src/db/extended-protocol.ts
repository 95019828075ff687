import type pg from 'pg';

export interface ResultField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** What pg can write to the server; its own types leave the last one out. */
type Wire = pg.Connection & { sendCopyFail(reason: string): void };

type Handler = Record<string, (...args: never[]) => void>;

/**
 * Parse and Describe of one statement, without running it. Resolves with the columns it returns, null when it returns no
 * rows; rejects with the server's error. The server refuses several statements at once.
 */
export function parseAndDescribe(
  client: pg.ClientBase,
  text: string,
  parameterOids: readonly number[],
): Promise<readonly ResultField[] | null> {
  return exchange(client, (wire) => {
    wire.parse({ name: '', text, types: [...parameterOids] as unknown as string[] }, true);
    wire.describe({ type: 'S', name: '' }, true);
  });
}

/** Runs one statement, and only one. Its rows are dropped; it gets no rows from us. */
export async function executeOne(client: pg.ClientBase, text: string): Promise<void> {
  await exchange(client, (wire) => {
    wire.parse({ name: '', text, types: [] }, true);
    wire.bind({}, true);
    wire.execute({}, true);
  });
}

function exchange(client: pg.ClientBase, send: (wire: Wire) => void): Promise<readonly ResultField[] | null> {
  return new Promise((resolve, reject) => {
    let fields: readonly ResultField[] | null = null;
    // The names are those that pg calls on the query in progress.
    const query: pg.Submittable & Handler = {
      submit(wire) {
        send(wire as Wire);
        wire.sync();
      },
      handleRowDescription(message: { fields: readonly ResultField[] }) {
        fields = message.fields;
      },
      handleDataRow: () => {},
      handleCommandComplete: () => {},
      handleEmptyQuery: () => {},
      handleCopyData: () => {},
      handleCopyInResponse(wire: Wire) {
        wire.sendCopyFail('there are no rows for COPY FROM STDIN here');
        // The server has ignored the first one, as it expected rows.
        wire.sync();
      },
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(fields),
    };
    client.query(query);
  });
}
