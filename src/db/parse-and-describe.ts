import type pg from 'pg';

export interface ResultField {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

type Handler = Record<string, (...args: never[]) => void>;

/**
 * Parse and Describe of one statement in the extended protocol, without running it. Resolves with the columns it
 * returns, null when it returns no rows; rejects with the server's error. The server refuses several statements at once.
 */
export function parseAndDescribe(
  client: pg.Client,
  text: string,
  parameterOids: readonly number[],
): Promise<readonly ResultField[] | null> {
  return new Promise((resolve, reject) => {
    let fields: readonly ResultField[] | null = null;
    // The names are those that pg calls on the query in progress.
    const exchange: pg.Submittable & Handler = {
      submit(connection) {
        connection.parse({ name: '', text, types: [...parameterOids] as unknown as string[] }, true);
        connection.describe({ type: 'S', name: '' }, true);
        connection.sync();
      },
      handleRowDescription(message: { fields: readonly ResultField[] }) {
        fields = message.fields;
      },
      handleError(error: Error) {
        reject(error);
      },
      handleReadyForQuery() {
        resolve(fields);
      },
    };
    client.query(exchange);
  });
}
