/** A server for one developer: small, quiet, and as careful with data as any other. */
export const DEVELOPMENT_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  max_connections: '100',
  shared_buffers: '64MB',
  // Nobody replicates from it.
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  jit: 'off',
};
