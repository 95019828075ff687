import type { IParserErrorMessageProvider, TokenType } from 'chevrotain';

/**
 * What chevrotain expected at an error. It hands that only to the maker of the message, so the message of an exception
 * is this value as JSON; `syntax-errors.ts` reads it and chooses the diagnostic.
 */
export interface Expectation {
  readonly rule: string;
  /** Names of the kinds of token that could stand here. */
  readonly tokens: readonly string[];
}

export function decodeExpectation(message: string): Expectation {
  return JSON.parse(message) as Expectation;
}

function encode(rule: string, tokens: readonly TokenType[]): string {
  return JSON.stringify({ rule, tokens: [...new Set(tokens.map((type) => type.name))] } satisfies Expectation);
}

export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => encode(ruleName, [expected]),
  buildNotAllInputParsedMessage: ({ ruleName }) => encode(ruleName, []),
  buildNoViableAltMessage: ({ expectedPathsPerAlt, ruleName }) => encode(ruleName, firstOf(expectedPathsPerAlt.flat())),
  buildEarlyExitMessage: ({ expectedIterationPaths, ruleName }) => encode(ruleName, firstOf(expectedIterationPaths)),
};

function firstOf(paths: readonly (readonly TokenType[])[]): TokenType[] {
  return paths.flatMap((path) => path.slice(0, 1));
}
