/** Flows with constructs that are not supported yet are refused by the checks and never get here. */
export function notSupported(kind: string): never {
  throw new Error(`${kind} cannot be lowered`);
}
