/**
 * Text of users, as a terminal may show it. Escape sequences, other control characters and the marks that change the
 * direction of writing would let a text rewrite what stands around it; they are shown as signs instead.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => (allowed.has(character) ? character : sign(character)));
}

/** The same, on one line. */
export function printableLine(text: string): string {
  return printable(text)
    .replace(/\r\n|[\r\n]/g, '␤')
    .replaceAll('\t', ' ');
}

/** A zero width joiner belongs to emoji and to the writing of several languages. */
const allowed: ReadonlySet<string> = new Set(['\n', '\t', '\u200d', '\u200c']);

function sign(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `<${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
