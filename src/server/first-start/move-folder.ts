import { type MoveInput, moveStore } from '../../storage/copy/index.ts'
import { release } from '../release.ts'
import { provenOf } from './proof.ts'
import type { Progress } from './schema.ts'

export type FolderMove = Pick<MoveInput, 'settings' | 'to'> & { folder: string; log(sentence: string): void }

/** Moves the data folder into the database, or goes on where a move was killed, and says how far it is. */
export async function moveFolder(
  { folder, to, settings, log }: FolderMove,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const began = performance.now()
  let last: Progress = { step: 'It begins', rows: null, share: null, secondsLeft: null }
  const tell = (more: Partial<Progress>) => onProgress((last = { ...last, ...more }))
  const { report } = await moveStore({
    from: { kind: 'embedded', folder },
    to,
    settings,
    release,
    now: () => Temporal.Now.instant(),
    say: sentence => {
      log(sentence)
      if (last.share !== null) tell({ step: sentence, secondsLeft: null })
    },
    onProgress: ({ tables, ofTables, rows, share }) => {
      const seconds = (performance.now() - began) / 1000
      tell({
        step: `${tables} of ${ofTables} tables are there and compared`,
        rows,
        share,
        secondsLeft: share > 0.02 && share < 1 ? Math.ceil((seconds / share) * (1 - share)) : null,
      })
    },
  })
  const { command, rows, tables } = provenOf(report)
  log(
    `Moved: ${rows} rows in ${tables} tables, equal on both sides. The report is kept with the data; the console shows it to administrators under Health. To check again: ${command}`,
  )
}
