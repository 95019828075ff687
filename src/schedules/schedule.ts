/** When a flow fires. A graph's schedule is one of these; how it overlaps and catches up is not part of the times themselves. */
export type Schedule =
  /** The multiples of `ms` since 2001-01-01T00:00Z. */
  | { readonly kind: 'interval'; readonly ms: number }
  /** Five fields, read in the IANA zone. */
  | { readonly kind: 'cron'; readonly cron: string; readonly zone: string };
