/** What a flow compiles to, as far as its file name is concerned. */
export interface MigrationInput {
  readonly flow: string;
  /** SHA-256 of the canonical graph, in hex. */
  readonly hash: string;
}

export interface PlannedMigration<T extends MigrationInput> {
  readonly input: T;
  /** `NNNN_<flow>_v<k>_<hash8>.sql`. */
  readonly name: string;
  /** The k of the name: how many different forms of the flow the directory has seen. */
  readonly version: number;
  /** False when the directory has it. */
  readonly isNew: boolean;
}

/**
 * The migration of each flow: the latest that the directory has, where its hash is that of the flow, else a new one.
 * Numbers go on after the highest number of any file of the directory, so that it may hold other migrations too.
 */
export function planMigrations<T extends MigrationInput>(
  existing: readonly string[],
  inputs: readonly T[],
): readonly PlannedMigration<T>[] {
  const latest = new Map<string, OurFile>();
  let highest = 0n;
  for (const name of existing) {
    const number = /^(\d+)[_.-].*\.sql$/.exec(name)?.[1];
    if (number !== undefined && BigInt(number) > highest) highest = BigInt(number);
    const ours = readName(name);
    if (ours !== null && ours.number >= (latest.get(ours.flow)?.number ?? 0n)) latest.set(ours.flow, ours);
  }
  return inputs.map((input) => {
    const last = latest.get(input.flow);
    const hash = input.hash.slice(0, 8);
    if (last?.hash === hash) return { input, version: last.version, name: last.name, isNew: false };
    highest++;
    const version = (last?.version ?? 0) + 1;
    return { input, version, name: `${String(highest).padStart(4, '0')}_${input.flow}_v${version}_${hash}.sql`, isNew: true };
  });
}

interface OurFile {
  readonly name: string;
  readonly number: bigint;
  readonly flow: string;
  readonly version: number;
  readonly hash: string;
}

function readName(name: string): OurFile | null {
  const found = /^(\d+)_([a-z_][a-z0-9_]*)_v(\d+)_([0-9a-f]{8})\.sql$/.exec(name);
  if (found === null) return null;
  const [, number = '', flow = '', version = '', hash = ''] = found;
  return { name, number: BigInt(number), flow, version: Number(version), hash };
}
