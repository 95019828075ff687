import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import type { FlowCstNode } from './cst.ts';
import { decodeExpectation, type Expectation, expectations } from './expectation.ts';
import { FlowParser } from './grammar.ts';
import { takeOut } from './take-out.ts';

// Costly to make, and without state between two readings.
const parser = new FlowParser(expectations, true);

/** Each error costs another reading, so there is an end to them, and in a huge flow the first one must do. */
const MOST_ERRORS = 20;
const MOST_TOKENS = 20_000;

export interface ReadingError {
  readonly expectation: Expectation;
  /** The tokens that were read, and the place of the error in them; their number where it is the end. */
  readonly tokens: readonly IToken[];
  readonly index: number;
  readonly found: IToken;
}

export type FlowReading =
  | { readonly tree: FlowCstNode; readonly errors: readonly [] }
  | { readonly tree: null; readonly errors: readonly ReadingError[] };

/**
 * Reads the tokens of one flow into its concrete tree. After an error what cannot be read is taken out and the rest is
 * read again: chevrotain's own recovery skips tokens without regard to brackets and reports what follows from that.
 */
export function readFlow(all: readonly IToken[]): FlowReading {
  const errors: ReadingError[] = [];
  let tokens: readonly IToken[] | null = all;
  let reached = -1;
  while (tokens !== null && errors.length < MOST_ERRORS) {
    const { tree, error } = readOnce(tokens);
    if (error === undefined) return errors.length === 0 ? { tree, errors: [] } : { tree: null, errors };
    const found = error.token;
    const index: number = found.tokenType === EOF ? tokens.length : tokens.indexOf(found);
    // The same place again: taking out did not help, and more would be guesses.
    if (found.startOffset <= reached) break;
    errors.push({ expectation: decodeExpectation(error.message), tokens, index, found });
    reached = found.startOffset;
    tokens = tokens.length > MOST_TOKENS ? null : takeOut(tokens, index);
  }
  return { tree: null, errors };
}

function readOnce(tokens: readonly IToken[]): { readonly tree: FlowCstNode; readonly error: IRecognitionException | undefined } {
  parser.input = [...tokens];
  const tree = parser.flow() as FlowCstNode;
  return { tree, error: parser.errors[0] };
}

export const productions = parser.getGAstProductions();
