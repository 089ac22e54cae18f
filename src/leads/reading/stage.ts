import type { Stage } from '../schema.ts'

const IMPORTED: Readonly<Record<string, Stage>> = {
  awareness: 'discovery',
  consideration: 'evaluation',
  decision: 'closing',
  discovery: 'discovery',
  evaluation: 'evaluation',
  negotiation: 'negotiation',
  closing: 'closing',
}

/** The stage that another system's word for one means; undefined for a word that nobody knows. */
export function stageOfImported(word: string): Stage | undefined {
  const key = word.trim().toLowerCase()
  return Object.hasOwn(IMPORTED, key) ? IMPORTED[key] : undefined
}
