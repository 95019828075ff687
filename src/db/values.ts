import type pg from 'pg';

/**
 * Every value stays the text that the server sent, except where a JavaScript value holds exactly the same: JavaScript
 * rounds bigint and numeric, and pg's own parsers lose microseconds, array bounds and jsonb's exact numbers.
 */
const exact: Readonly<Record<number, (text: string) => string | number | boolean>> = {
  16: (text) => text === 't', // boolean
  21: Number, // smallint
  23: Number, // integer
  26: Number, // oid
  701: Number, // double precision: Postgres prints the shortest text that reads back as the same value
};

export const valueTypes = {
  getTypeParser: (oid: number) => exact[oid] ?? ((text: string) => text),
} as unknown as pg.CustomTypesConfig;
