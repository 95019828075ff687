import { createToken, Lexer, type TokenType } from 'chevrotain';
import { type Keyword, keywords } from './keywords.ts';

/**
 * The kinds of token that the parser reads. Their labels are what a message calls them.
 * They have no patterns: what a character begins depends on the words before it, so `tokenize.ts` cuts the text.
 */
function token(name: string, label: string, categories: TokenType[] = []): TokenType {
  return createToken({ name, label, pattern: Lexer.NA, categories });
}

/** Any word may stand where a name stands. */
export const Name = token('Name', 'a name');
/** Any word but `null` and `default`, which end a type. */
export const TypeWord = token('TypeWord', 'a type');
export const Word = token('Word', 'a name', [Name, TypeWord]);

export const keywordTokens = Object.fromEntries(
  keywords.map((word) => [word, token(tokenName(word), `\`${word}\``, word === 'null' || word === 'default' ? [Name] : [Name, TypeWord])]),
) as Readonly<Record<Keyword, TokenType>>;

const keywordsByText: ReadonlyMap<string, TokenType> = new Map(Object.entries(keywordTokens));

/** Names of tokens begin with a capital letter: they are keys of the concrete tree. */
function tokenName(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

export const Text = token('Text', 'a string in single quotes');
export const Quoted = token('Quoted', 'a quoted identifier');
export const Integer = token('Integer', 'a whole number');
export const Duration = token('Duration', 'a duration such as `30s`');
export const Reference = token('Reference', 'a reference such as `$name`');

export const SqlRegion = token('SqlRegion', 'SQL in `{ }`');
export const JsonRegion = token('JsonRegion', 'a JSON document in `{ }`');
export const Expression = token('Expression', 'a SQL expression in `( )`');
export const BareExpression = token('BareExpression', 'a SQL expression');
/** An unclosed region, string or comment, up to where reading goes on; reported when it was cut. */
export const Broken = token('Broken', 'an unclosed text');
/** A character that begins nothing. */
export const Unknown = token('Unknown', 'a character');

export const Then = token('Then', '`>>`');
export const And = token('And', '`&`');
export const Or = token('Or', '`|`');
export const LBrace = token('LBrace', '`{`');
export const RBrace = token('RBrace', '`}`');
export const LParen = token('LParen', '`(`');
export const RParen = token('RParen', '`)`');
export const LBracket = token('LBracket', '`[`');
export const RBracket = token('RBracket', '`]`');
export const Comma = token('Comma', '`,`');
export const Colon = token('Colon', '`:`');
export const Equals = token('Equals', '`=`');
export const Gives = token('Gives', '`=>`');
export const Dot = token('Dot', '`.`');
export const Dots = token('Dots', '`..`');
export const Semicolon = token('Semicolon', '`;`');
export const Arrow = token('Arrow', '`->`');
export const DoubleAnd = token('DoubleAnd', '`&&`');
export const DoubleOr = token('DoubleOr', '`||`');

/** Signs by what is written. */
export const signs: ReadonlyMap<string, TokenType> = new Map([
  ['>>', Then],
  ['&', And],
  ['|', Or],
  ['{', LBrace],
  ['}', RBrace],
  ['(', LParen],
  [')', RParen],
  ['[', LBracket],
  [']', RBracket],
  [',', Comma],
  [':', Colon],
  ['=', Equals],
  ['=>', Gives],
  ['.', Dot],
  ['..', Dots],
  [';', Semicolon],
  ['->', Arrow],
  ['~>', Arrow],
  ['&&', DoubleAnd],
  ['||', DoubleOr],
]);

/** What a word is: a keyword in either case, or a name. */
export function wordType(image: string): TokenType {
  return keywordsByText.get(image.toLowerCase()) ?? Word;
}

export const vocabulary: readonly TokenType[] = [
  Name,
  TypeWord,
  Word,
  ...Object.values(keywordTokens),
  Text,
  Quoted,
  Integer,
  Duration,
  Reference,
  SqlRegion,
  JsonRegion,
  Expression,
  BareExpression,
  Broken,
  Unknown,
  ...new Set(signs.values()),
];
