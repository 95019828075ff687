// A name and what may follow it in a flow's head: prose in a comment or string that begins with "flow" is not taken for one.
const FLOW_START =
  /^[ \t]*flow[ \t]+[A-Za-z_]\w*[ \t]*(?=[({\r\n]|--|\/\*|$|(?:returns|every|after|key|limit|priority|timeout|retain|retry)\b)/gm;

/** The offset of the next line, after `from`, that starts a flow; the length of the text if there is none. */
export function nextFlowStart(text: string, from: number): number {
  FLOW_START.lastIndex = from;
  for (let match = FLOW_START.exec(text); match !== null; match = FLOW_START.exec(text)) {
    if (match.index > from && (text[match.index - 1] === '\n' || text[match.index - 1] === '\r')) return match.index;
  }
  return text.length;
}
