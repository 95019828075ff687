/** One text of the project. `path` is relative to the project, with `/`, and identifies the file everywhere. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A place a person can go to. `line` counts from 1, `column` counts code points from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds lines and columns of offsets in one text; lines end with LF or CRLF. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    this.#starts = starts;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low] as number;
    return { line: low + 1, column: [...this.#text.slice(start, offset)].length + 1 };
  }

  /** The text of a line (from 1) without its line end. */
  lineText(line: number): string {
    const start = this.#starts[line - 1] ?? this.#text.length;
    const next = this.#starts[line];
    return this.#text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, '');
  }

  lineStart(line: number): number {
    return this.#starts[line - 1] ?? this.#text.length;
  }
}
