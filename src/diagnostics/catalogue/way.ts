/** One turn on a way through a flow. A way is a list of turns, the outermost first. */
export type Turn =
  /** The condition at `line` is tried and is true, or is not. */
  | { readonly kind: 'condition'; readonly line: number; readonly holds: boolean }
  /** None of the conditions at these lines is true. */
  | { readonly kind: 'no-condition'; readonly lines: readonly number[] }
  | { readonly kind: 'try'; readonly line: number; readonly fails: boolean };

/** `the condition at line 3 is true and the condition at line 7 is false` */
export function describeWay(way: readonly Turn[]): string {
  return way.map(describeTurn).join(' and ');
}

function describeTurn(turn: Turn): string {
  switch (turn.kind) {
    case 'condition':
      return `the condition at line ${turn.line} is ${turn.holds ? 'true' : 'false'}`;
    case 'no-condition':
      if (turn.lines.length > 4) return `none of the conditions from line ${turn.lines[0]} to line ${turn.lines.at(-1)} is true`;
      return `none of the conditions at lines ${turn.lines.slice(0, -1).join(', ')} and ${turn.lines.at(-1)} is true`;
    case 'try':
      return `the \`try\` at line ${turn.line} ${turn.fails ? 'fails' : 'succeeds'}`;
  }
}
