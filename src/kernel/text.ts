/** What PostgreSQL's text can hold: without NUL, lone surrogates replaced by U+FFFD. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** JSON that a jsonb column takes: every string and key of it storable. Undefined becomes null. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value ?? null)
  // What is not storable would stand there escaped; so may what only looks like it.
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json
  return JSON.stringify(value ?? null, (_key, inner: unknown) => {
    if (typeof inner === 'string') return storable(inner)
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    const entries = Object.entries(inner)
    if (entries.every(([key]) => key === storable(key))) return inner
    return Object.fromEntries(entries.map(([key, field]) => [storable(key), field]))
  })
}

/**
 * A name as mails say it: on one line, at most 60 characters. Who gives it may give the address that the mail goes to as well, so
 * what reads like an address of the web or another mailbox is not passed on: empty then.
 */
export function nameForMail(name: string | null | undefined): string {
  const line = (name ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim()
  // An encoded word (RFC 2047) is read by mail programs as whatever it holds.
  if (/[/@<>\\]|\w\.\w|=\?/.test(line)) return ''
  return line.length > 60
    ? `${line
        .slice(0, 57)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd()}...`
    : line
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it stands in HTML, between tags or within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => ENTITIES[sign]!)
}
