/** What PostgreSQL's text can hold: without NUL, lone surrogates replaced by U+FFFD. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** JSON that a jsonb column takes: every string and key of it storable. Undefined becomes null. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) => {
    if (typeof inner === 'string') return storable(inner)
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    const entries = Object.entries(inner)
    if (entries.every(([key]) => key === storable(key))) return inner
    return Object.fromEntries(entries.map(([key, field]) => [storable(key), field]))
  })
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it stands in HTML, between tags or within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, sign => ENTITIES[sign]!)
}
