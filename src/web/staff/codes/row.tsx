import { Link2 } from 'lucide-react'
import { useState } from 'react'
import type { CodeEntry } from '../../../accounts/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Pill } from '../../parts/pill.tsx'
import { sentence } from '../../words/home.ts'
import { CopyField } from '../copy-field.tsx'
import { grantWords, spanWords, standingOf, useWords } from './standing.ts'

/** One code; its link opens the page of registering with the code filled in. */
export function CodeRow({
  code,
  now,
  isNew,
  isBusy,
  onSwitch,
}: {
  code: CodeEntry
  now: number
  isNew: boolean
  isBusy: boolean
  onSwitch: (active: boolean) => void
}) {
  const [linked, setLinked] = useState(false)
  const standing = standingOf(code, now)
  const span = spanWords(code)
  return (
    <li aria-label={code.code} className="flex flex-col gap-3 px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-64">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <code className="break-all text-[0.9375rem] font-semibold tracking-wide">{code.code}</code>
            <Pill {...standing} />
          </p>
          <p className="mt-0.5">{grantWords(code)}</p>
          <p className="tnum text-sm text-muted">
            {sentence(useWords(code))}
            {span && ` · ${span}`}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            small
            aria-expanded={linked || isNew}
            aria-label={`Link of ${code.code}`}
            disabled={isNew}
            onClick={() => setLinked(!linked)}
          >
            <Link2 size={16} aria-hidden />
            Link
          </Button>
          <Button
            small
            look="quiet"
            disabled={isBusy}
            aria-label={`${code.active ? 'Switch off' : 'Switch on'} ${code.code}`}
            onClick={() => onSwitch(!code.active)}
          >
            {code.active ? 'Switch off' : 'Switch on'}
          </Button>
        </div>
      </div>
      {(linked || isNew) && (
        <CopyField
          autoFocus
          label={`Link to register with ${code.code}`}
          value={`${location.origin}/register?code=${encodeURIComponent(code.code)}`}
        />
      )}
    </li>
  )
}
