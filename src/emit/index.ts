/**
 * Graph -> migration text. Pure: the same graph gives the same bytes. Knows no text of the language and no database.
 */
export { emitMigration } from './migration.ts';
export { sliceName, versionId } from './names.ts';
export type { Version } from './rows.ts';
