const ROW = 34;
const LEFT = 210;
const WIDTH = 760;

/** An SVG of horizontal bars, readable on light and dark pages. `bars`: [{ title, value }]. */
export function barChart(title, bars) {
  const most = Math.max(...bars.map((bar) => bar.value));
  const height = 56 + bars.length * ROW;
  const rows = bars.map((bar, i) => {
    const y = 48 + i * ROW;
    const width = Math.max(1, ((WIDTH - LEFT - 90) * bar.value) / most);
    return `  <text x="${LEFT - 10}" y="${y + 16}" text-anchor="end">${escapeXml(bar.title)}</text>
  <rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="22" rx="2" fill="${bar.title === 'pgdurable' ? '#2f7ed8' : '#8a94a6'}"/>
  <text x="${(LEFT + width + 8).toFixed(1)}" y="${y + 16}">${Math.round(bar.value).toLocaleString('en')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeXml(title)}">
  <style>text { font: 14px system-ui, sans-serif; fill: #1f2937 } @media (prefers-color-scheme: dark) { text { fill: #e5e7eb } }</style>
  <text x="12" y="26" style="font-weight: 600">${escapeXml(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
