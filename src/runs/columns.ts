/** A timestamptz as ISO 8601 in UTC, with all of its microseconds, whatever the settings of the session are. */
function iso(column: string): string {
  return `CASE WHEN isfinite(${column}) THEN to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') ELSE ${column}::text END AS ${column}`;
}

const times = ['created_at', 'started_at', 'finished_at', 'scheduled_at', 'waiting_until'].map(iso).join(', ');

export const SUMMARY_COLUMNS = `id::text AS id, flow, version, status, label, key, ${times}, waiting_for, error ->> 'code' AS error_code`;

export const RUN_COLUMNS = `id::text AS id, flow, version, status, label, key, ${times}, waiting_for, params::text AS params, result::text AS result,
  error ->> 'code' AS error_code, error ->> 'message' AS error_message, error ->> 'step' AS error_step,
  (error ->> 'attempt')::int AS error_attempt, (error ->> 'line')::int AS error_line, error::text AS error_json`;

export const STEP_COLUMNS = `step, kind, node, iteration::text AS iteration, attempt, status, ${iso('started_at')}, ${iso('finished_at')},
  rows::text AS rows, error::text AS error, source_line`;
