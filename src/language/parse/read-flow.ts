import type { IRecognitionException, IToken } from 'chevrotain';
import type { FlowCstNode } from './cst.ts';
import { expectations } from './expectation.ts';
import { FlowParser } from './grammar.ts';

/** The errors of one flow that are collected: at some the parser goes one call deeper, or looks ahead to the flow's end. */
const ERROR_LIMIT = 20;

class ErrorLimitReached extends Error {}

let errors = 0;
// Costly to make, and without state between two readings.
const parser = new FlowParser(
  expectations(() => {
    if (++errors > ERROR_LIMIT) throw new ErrorLimitReached();
  }),
);

export interface FlowReading {
  /** Null when there are errors: then parts of the tree may be missing. */
  readonly tree: FlowCstNode | null;
  readonly errors: readonly IRecognitionException[];
}

/** Reads the tokens of one flow into its concrete tree. */
export function readFlow(tokens: readonly IToken[]): FlowReading {
  errors = 0;
  parser.input = [...tokens];
  let tree: FlowCstNode | null = null;
  try {
    tree = parser.flow() as FlowCstNode;
  } catch (stop) {
    if (!(stop instanceof ErrorLimitReached)) throw stop;
  }
  return { tree: parser.errors.length === 0 ? tree : null, errors: parser.errors };
}

export const productions = parser.getGAstProductions();
