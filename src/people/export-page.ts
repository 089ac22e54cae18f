import { escapeHtml } from '../kernel/text.ts'
import type { PersonExport } from './export-person.ts'
import { factSentence } from './sentences.ts'

/** The export as a page that people can read and print: no script, no style from elsewhere, every text escaped. */
export function exportPage(data: PersonExport): string {
  const sections = Object.values(data.parts)
    .flatMap(tables => Object.entries(tables))
    .filter(([, rows]) => rows.length > 0)
    .map(
      ([table, rows]) => `<section><h2>${spell(table)}</h2>${table === 'facts' ? facts(rows) : grid(rows)}</section>`,
    )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>What is kept about you</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } td, th { border: 1px solid #999; padding: .25rem .5rem; text-align: left; vertical-align: top }
section { overflow-x: auto }
</style></head><body>
<h1>What is kept about you</h1>
<p>As of ${escapeHtml(data.exportedAt)}.</p>
${sections.join('\n')}
</body></html>
`
}

function facts(rows: readonly object[]): string {
  const items = (rows as { key: string; value: unknown; created_at: unknown; superseded_at: unknown }[]).map(fact => {
    const since = fact.superseded_at ? `${fact.created_at} to ${fact.superseded_at}` : `since ${fact.created_at}`
    return `<li>${escapeHtml(factSentence(fact.key, fact.value))} <small>${escapeHtml(since)}</small></li>`
  })
  return `<ul>${items.join('')}</ul>`
}

function grid(rows: readonly object[]): string {
  const columns = Object.keys(rows[0]!)
  const head = columns.map(column => `<th scope="col">${spell(column)}</th>`).join('')
  const body = rows.map(row => {
    const values = row as Record<string, unknown>
    return `<tr>${columns.map(column => `<td>${escapeHtml(write(values[column]))}</td>`).join('')}</tr>`
  })
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

function write(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object' && !(value instanceof Temporal.Instant)) return JSON.stringify(value)
  return String(value)
}

function spell(name: string): string {
  const words = name.replaceAll('_', ' ')
  return escapeHtml(words.charAt(0).toUpperCase() + words.slice(1))
}
