import { EOF, type IToken } from 'chevrotain';
import { BareExpression, Expression, JsonRegion, Quoted, SqlRegion, Text } from './tokens.ts';

const LONGEST = 32;

/** What a message calls a token that was found; `end` is what it calls the end of the text. */
export function describeToken(token: IToken, end: string): string {
  switch (token.tokenType) {
    case EOF:
      return end;
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
