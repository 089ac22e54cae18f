import { escapeHtml } from '../../kernel/text.ts'
import type { Report } from './report.ts'

/** The report as one page that needs nothing else: for a screen of any width, and for paper. */
export function reportPage(report: Report): string {
  const { source, target, totals, tables } = report
  const whole = tables.every(({ equal }) => equal)
  const number = new Intl.NumberFormat('en')
  const time = (instant: string) =>
    `<time datetime="${escapeHtml(instant)}">${escapeHtml(instant.slice(0, 19).replace('T', ' '))} UTC</time>`
  const side = (name: string, { label, kind, postgres }: Report['source']) =>
    `<dt>${name}</dt><dd>${escapeHtml(label)} <small>(${escapeHtml(kind)}, PostgreSQL ${escapeHtml(postgres)})</small></dd>`
  const rows = tables
    .map(
      ({ name, rows, bytes, source, target, equal }) =>
        `<tr${equal ? '' : ' class="wrong"'}><th scope="row">${escapeHtml(name)}</th><td class="number">${number.format(rows)}</td><td class="number">${number.format(bytes)}</td><td><code>${escapeHtml(source)}</code>${equal ? '' : `<br><code>${escapeHtml(target)}</code>`}</td><td>${equal ? 'equal' : 'DIFFERENT'}</td></tr>`,
    )
    .join('\n')
  const list = (items: string[]) => items.map(item => `<li>${item}</li>`).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Move of ${escapeHtml(report.finishedAt.slice(0, 10))}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
dl { display: grid; gap: .25rem 1.5rem; grid-template-columns: max-content 1fr }
dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .3rem .6rem; text-align: left; vertical-align: top }
th[scope=row] { font-weight: 400 }
.number { font-variant-numeric: tabular-nums; text-align: right }
code { font-size: .75rem; overflow-wrap: anywhere }
.wrong { background: color-mix(in srgb, red 20%, transparent) }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dd { margin-bottom: .5rem } code { display: inline-block; max-width: 8rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } }
@media print { body { max-width: none; padding: 0 } table { font-size: .7rem } tr { break-inside: avoid } code { font-size: .55rem } }
</style>
</head>
<body>
<main>
<h1>${whole ? 'Moved whole: both sides hold the same rows' : 'Not the same on both sides'}</h1>
<dl>
${side('From', source)}
${side('To', target)}
<dt>Rows</dt><dd>${number.format(totals.rows)} in ${totals.tables} tables, ${number.format(totals.bytes)} bytes as text</dd>
<dt>Begun</dt><dd>${time(report.startedAt)}</dd>
<dt>Ended</dt><dd>${time(report.finishedAt)} (${number.format(totals.seconds)} seconds)</dd>
<dt>No writes since</dt><dd>${time(report.heldSince)}</dd>
<dt>Schema</dt><dd>${escapeHtml(report.level)}${report.handedOverAt === report.level ? '' : `, then brought up to ${escapeHtml(report.handedOverAt)}`}</dd>
<dt>Release</dt><dd>${escapeHtml(report.release)}</dd>
<dt>Move</dt><dd>${escapeHtml(report.id)}</dd>
</dl>
<h2>To know</h2>
<ul>
${list(report.notes.map(escapeHtml))}
</ul>
<h2>Tables</h2>
<p>The hash of a table is the sum of the SHA-256 of its rows as COPY writes them, whatever their order. <code>mosaic verify</code> computes it again.</p>
<div class="wide" tabindex="0" role="region" aria-label="Tables">
<table>
<thead><tr><th scope="col">Table</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Bytes</th><th scope="col">Hash</th><th scope="col">Both sides</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>
<h2>Not carried</h2>
<ul>
${list(report.notCarried.map(({ name, reason }) => `${escapeHtml(name)}: ${escapeHtml(reason)}`))}
</ul>
</main>
</body>
</html>
`
}
