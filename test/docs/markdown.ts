/** A fenced block of a page: ```` ```<language> <rest> ````. */
export interface Block {
  readonly language: string;
  /** What follows the language, such as `file=db/schema.sql`. */
  readonly rest: string;
  readonly text: string;
  /** The line of its first line of text. */
  readonly line: number;
}

export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { language: string; rest: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of page.split('\n').entries()) {
    const fence = /^```(\w*) ?(.*)$/.exec(line);
    if (open !== null) {
      if (line === '```') {
        blocks.push({ language: open.language, rest: open.rest, text: open.lines.map((each) => `${each}\n`).join(''), line: open.line });
        open = null;
      } else open.lines.push(line);
    } else if (fence !== null) open = { language: fence[1] as string, rest: fence[2] as string, line: index + 2, lines: [] };
  }
  if (open !== null) throw new Error(`the block of line ${open.line} is not closed`);
  return blocks;
}

/** The file that a block is the content of, or null. */
export function fileOf({ rest }: Block): string | null {
  return /^file=(\S+)$/.exec(rest)?.[1] ?? null;
}

/** The cells of every row of the first table below a heading. */
export function tableBelow(page: string, heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start === -1) throw new Error(`there is no heading ${heading}`);
  const first = lines.findIndex((line, index) => index > start && line.startsWith('|'));
  const rows: string[][] = [];
  for (let at = first + 2; lines[at]?.startsWith('|'); at++) {
    rows.push(
      (lines[at] as string)
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}
