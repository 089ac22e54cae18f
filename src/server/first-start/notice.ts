import type { State } from '../state.ts'

/** What /readyz says to whoever asks: no places, names or counts. */
export function noticeOf({ phase, firstStart }: State): string | null {
  if (phase === 'undecided')
    return 'The database is not served yet: it holds nobody’s data, while a data folder does, or a move into it is not at its end. The log says what can be done.'
  if (phase === 'held')
    return 'The data of this store was moved to another one, and it takes no writes. Name the other one in DATABASE_URL.'
  if (phase !== 'moving') return null
  const percent = firstStart?.shown().percent
  return `The data folder is moved into the database${percent ? `: ${percent} % of the rows are there` : ''}.`
}
