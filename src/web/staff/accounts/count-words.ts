const NAMES: Record<string, [one: string, many: string]> = {
  conversations: ['conversation', 'conversations'],
  enrolments: ['programme', 'programmes'],
  files: ['file', 'files'],
  resumes: ['résumé', 'résumés'],
  posting_states: ['mark on a job', 'marks on jobs'],
  posting_notes: ['note on a job', 'notes on jobs'],
  appointments: ['appointment', 'appointments'],
  facts: ['remembered fact', 'remembered facts'],
}

/** What was taken over, in words: `1 conversation and 3 files`. What people do not know by name is left out. */
export function countWords(counts: Record<string, number>): string {
  const known = Object.entries(NAMES).flatMap(([key, [one, many]]) => {
    const count = counts[key] ?? 0
    return count > 0 ? [`${count} ${count === 1 ? one : many}`] : []
  })
  return known.length > 0 ? new Intl.ListFormat('en-GB').format(known) : 'nothing but the browser'
}
