/**
 * Draws a grammar as railroad diagrams: plain SVG in one HTML page that needs nothing from anywhere.
 * Every part is measured as { width, up, down, draw(x, y) }: how far it reaches above and below its line of entry.
 */
const CHARACTER = 8.4;
const ROW = 14;
const GAP = 10;
const TURN = 10;

/** `rules` is what chevrotain's serializeGrammar returns. */
export function railroadHtml(rules) {
  const names = new Set(rules.map(({ name }) => name));
  const figures = rules.map((rule) => `<section id="${rule.name}">\n<h2>${rule.name}</h2>\n${diagram(rule.definition, names)}\n</section>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The grammar of .dflow</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
  h2 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 0.25rem; }
  svg { display: block; max-width: 100%; height: auto; }
  path { fill: none; stroke: currentColor; stroke-width: 1.5; }
  rect { fill: none; stroke: currentColor; stroke-width: 1.5; }
  rect.keyword { fill: #7772; }
  text { font: 14px ui-monospace, monospace; fill: currentColor; text-anchor: middle; dominant-baseline: central; }
  a text { text-decoration: underline; }
</style>
<h1>The grammar of <code>.dflow</code></h1>
<p>Drawn from the parser by <code>scripts/railroad.mjs</code>. Round: what is written. Square: another diagram, or a kind of token.
The parser reads a little more than the language allows where that gives a better message: <code>dflow.ebnf</code> says what is allowed.</p>
${figures.join('\n')}
</html>
`;
}

function diagram(definition, names) {
  const body = sequence(definition, names);
  const [width, height] = [body.width + 4 * GAP, body.up + body.down + 2 * GAP];
  const y = body.up + GAP;
  const marks = `<path d="M2 ${y - 8}v16M${width - 2} ${y - 8}v16M2 ${y}h${2 * GAP - 2}M${2 * GAP + body.width} ${y}h${2 * GAP - 2}"/>`;
  return `<svg viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}">${marks}${body.draw(2 * GAP, y)}</svg>`;
}

function part(node, names) {
  switch (node.type) {
    case 'Terminal':
      return box(node.label, null);
    case 'NonTerminal':
      return box(node.name, names.has(node.name) ? `#${node.name}` : null, true);
    case 'Alternative':
      return sequence(node.definition, names);
    case 'Alternation':
      return choice(node.definition.map((one) => part(one, names)));
    case 'Option':
      return choice([skip(), sequence(node.definition, names)]);
    case 'Repetition':
      return choice([skip(), loop(sequence(node.definition, names), skip())]);
    case 'RepetitionMandatory':
      return loop(sequence(node.definition, names), skip());
    case 'RepetitionWithSeparator':
      return choice([skip(), loop(sequence(node.definition, names), part(node.separator, names))]);
    case 'RepetitionMandatoryWithSeparator':
      return loop(sequence(node.definition, names), part(node.separator, names));
    default:
      throw new Error(`The grammar has a part of an unknown kind: ${node.type}`);
  }
}

function skip() {
  return { width: 0, up: 0, down: 0, draw: () => '' };
}

function box(label, link, isRule = false) {
  const written = label.startsWith('`') && label.lastIndexOf('`') === label.length - 1;
  const text = written ? label.slice(1, -1) : label;
  const width = text.length * CHARACTER + 2 * GAP;
  const shape = written ? `class="keyword" rx="${ROW}"` : isRule ? '' : 'stroke-dasharray="3 2"';
  const draw = (x, y) => {
    const figure = `<rect ${shape} x="${round(x)}" y="${round(y - ROW)}" width="${round(width)}" height="${2 * ROW}"/><text x="${round(x + width / 2)}" y="${round(y)}">${escapeText(text)}</text>`;
    return link === null ? figure : `<a href="${link}">${figure}</a>`;
  };
  return { width, up: ROW, down: ROW, draw };
}

function sequence(definition, names) {
  const parts = definition.map((one) => part(one, names));
  const width = parts.reduce((sum, one) => sum + one.width, 0) + GAP * Math.max(0, parts.length - 1);
  const draw = (x, y) => {
    let at = x;
    return parts
      .map((one, i) => {
        const rail = i === 0 ? '' : `<path d="M${round(at)} ${round(y)}h${GAP}"/>`;
        at += i === 0 ? 0 : GAP;
        const drawn = one.draw(at, y);
        at += one.width;
        return rail + drawn;
      })
      .join('');
  };
  return { width, up: Math.max(0, ...parts.map(({ up }) => up)), down: Math.max(0, ...parts.map(({ down }) => down)), draw };
}

/** The first on the line, the others below. */
function choice(parts) {
  const inner = Math.max(...parts.map(({ width }) => width));
  const offsets = [0];
  for (let i = 1; i < parts.length; i++) offsets.push(offsets[i - 1] + Math.max(parts[i - 1].down, 0) + GAP + Math.max(parts[i].up, TURN));
  const width = inner + 4 * TURN;
  const draw = (x, y) =>
    parts
      .map((one, i) => {
        const [from, to, row] = [x + 2 * TURN, x + 2 * TURN + inner, y + offsets[i]];
        const after = `<path d="M${round(from + one.width)} ${round(row)}H${round(to)}"/>`;
        const rails =
          i === 0
            ? `<path d="M${round(x)} ${round(y)}h${2 * TURN}M${round(to)} ${round(y)}h${2 * TURN}"/>`
            : `<path d="M${round(x)} ${round(y)}q${TURN} 0 ${TURN} ${TURN}V${round(row - TURN)}q0 ${TURN} ${TURN} ${TURN}M${round(to)} ${round(row)}q${TURN} 0 ${TURN} ${-TURN}V${round(y + TURN)}q0 ${-TURN} ${TURN} ${-TURN}"/>`;
        return rails + one.draw(from, row) + after;
      })
      .join('');
  const last = parts.length - 1;
  return { width, up: parts[0].up, down: offsets[last] + parts[last].down, draw };
}

/** `body` on the line, and a way back below it through `back`. */
function loop(body, back) {
  const inner = Math.max(body.width, back.width);
  const width = inner + 2 * TURN;
  const row = body.down + GAP + Math.max(back.up, TURN);
  const draw = (x, y) => {
    const [from, to] = [x + TURN, x + TURN + inner];
    const backAt = from + (inner - back.width) / 2;
    const rails = `<path d="M${round(x)} ${round(y)}h${TURN}M${round(from + body.width)} ${round(y)}H${round(to + TURN)}M${round(to)} ${round(y)}q${TURN} 0 ${TURN} ${TURN}V${round(y + row - TURN)}q0 ${TURN} ${-TURN} ${TURN}H${round(backAt + back.width)}M${round(backAt)} ${round(y + row)}H${round(from)}q${-TURN} 0 ${-TURN} ${-TURN}V${round(y + TURN)}q0 ${-TURN} ${TURN} ${-TURN}"/>`;
    return rails + body.draw(from, y) + back.draw(backAt, y + row);
  };
  return { width, up: body.up, down: row + back.down, draw };
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
