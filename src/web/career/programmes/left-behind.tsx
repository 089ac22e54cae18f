import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useProgramme } from './api.ts'
import type { Behind } from './desk.ts'
import { placesOf } from './way.ts'

/** Words of this device for a question that the programme asks no more since it moved to another version. */
export function LeftBehind({ programme, left }: { programme: string; left: Behind }) {
  const [copied, setCopied] = useState(false)
  const old = useProgramme(programme, left.version)
  const question = old.data && placesOf(old.data).find(({ prompt }) => prompt.key === left.prompt)?.prompt.text
  return (
    <div className="mx-auto mb-6 max-w-2xl print:hidden">
      <Notice tone="warn">
        <section aria-label="Not saved, from an earlier question">
          <p>
            Your programme moved to another version before this was saved, and asks its question no more. It is kept on
            this device until you take it away.
          </p>
          <p className="mt-2 text-muted">{question ?? `Question ${left.prompt}`}</p>
          <p className="mt-1 max-h-48 overflow-y-auto whitespace-pre-wrap text-base text-ink">{left.text}</p>
          <div className="mt-3 flex flex-wrap gap-2.5">
            <Button
              small
              onClick={() =>
                void navigator.clipboard.writeText(left.text).then(
                  () => setCopied(true),
                  () => setCopied(false),
                )
              }
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
            <Button small look="quiet" onClick={left.discard}>
              Take it away
            </Button>
          </div>
        </section>
      </Notice>
    </div>
  )
}
