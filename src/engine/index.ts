/**
 * What runs inside Postgres, as text: migrations of the engine's tables, its functions and views. Knows no connection.
 */
export { ENGINE_VERSION, engineSql } from './engine-sql.ts';
