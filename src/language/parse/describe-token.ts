import { EOF, type IToken } from 'chevrotain';
import { BareExpression, Expression, JsonRegion, Quoted, SqlRegion, Text } from './tokens.ts';

const LONGEST = 32;

/** What a message calls a token that was found. */
export function describeToken(token: IToken): string {
  switch (token.tokenType) {
    case EOF:
      return 'the end of the file';
    case SqlRegion:
      return 'SQL in `{ }`';
    case JsonRegion:
      return 'a JSON document in `{ }`';
    case Expression:
      return 'an expression in `( )`';
    case BareExpression:
      return 'an expression';
    case Text:
      return `the string ${short(token.image)}`;
    case Quoted:
      return `the quoted identifier ${short(token.image)}`;
    default:
      return `\`${short(token.image)}\``;
  }
}

function short(image: string): string {
  const line = image.split(/[\r\n]/, 1)[0] as string;
  return line.length === image.length && line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 2)}..`;
}
