import { useState } from 'react'
import type { Details, Told } from '../../server/first-start/schema.ts'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { CopyField } from '../staff/copy-field.tsx'
import type { Start } from './use-first-start.ts'

/** One click, or one command, or a setting; and the empty house, asked for twice. */
export function Choices({ start, details, told }: { start: Start; details: Details; told: Told }) {
  const [isSure, setSure] = useState(false)
  const { unfinished } = details.database
  const isClosed = told.folder.holdings === null
  const verb = unfinished ? 'Go on with the move' : told.failure ? 'Try again' : 'Move the data now'
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col items-start gap-3">
        <Button look="primary" disabled={start.sending !== null || isClosed} onClick={() => void start.decide('move')}>
          {start.sending === 'move' ? 'Beginning …' : verb}
        </Button>
        <p className="text-sm text-muted">
          {isClosed
            ? 'The folder cannot be opened just now; it is tried again every few seconds.'
            : 'Every row is copied and compared on both sides. The folder keeps its data and takes no writes any more. No restart is needed.'}
        </p>
        {start.problem && (
          <Notice tone="bad" live>
            {start.problem}
          </Notice>
        )}
      </section>
      <section className="flex flex-col gap-4 border-t border-line pt-6">
        <h2 className="font-semibold">Or otherwise</h2>
        <CopyField label="In a terminal" value={told.command} />
        <CopyField label="Unattended, at the next start" value="MOSAIC_MOVE=on-start" />
      </section>
      {!unfinished && (
        <section className="flex flex-col items-start gap-3 border-t border-line pt-6">
          <h2 className="font-semibold">Or without the data</h2>
          <p className="text-sm text-muted">
            Mosaic begins with an empty house. The folder is left as it is; nobody who is in it is known any more.
          </p>
          {isSure ? (
            <div className="flex flex-wrap gap-3">
              <Button
                look="danger"
                disabled={start.sending !== null}
                onClick={() => void start.decide('empty_house')}
                autoFocus
              >
                Yes, begin with an empty house
              </Button>
              <Button onClick={() => setSure(false)}>No</Button>
            </div>
          ) : (
            <Button onClick={() => setSure(true)}>Start with an empty house</Button>
          )}
        </section>
      )}
    </div>
  )
}
