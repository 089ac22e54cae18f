import { useEffect, useId, useRef, useState } from 'react'
import { ANSWER_MAX } from '../../../programmes/schema.ts'
import { Button } from '../../parts/button.tsx'
import { formatDay } from '../../words/time.ts'
import type { Content, Saving } from './save.ts'
import type { Saver } from './saver.ts'
import { formatClock, useZone } from './zone.ts'

/** Two texts of one answer, side by side. Nothing is written until one of them, or both together, is chosen. */
export function Conflict({ saving, saver, rated }: { saving: Saving; saver: Saver; rated: boolean }) {
  const { mine, theirs } = saving
  const zone = useZone()
  const heading = useRef<HTMLHeadingElement>(null)
  const [merging, setMerging] = useState<string | null>(null)
  useEffect(() => heading.current?.focus(), [])
  if (!theirs) return null
  const at = theirs.savedAt ? `${dayOf(theirs.savedAt)}, ${formatClock(theirs.savedAt, zone)}` : ''
  return (
    <section
      aria-labelledby="two-texts"
      className="rounded-2xl border border-warn-line bg-surface p-4 shadow-card sm:p-6"
    >
      <h2 id="two-texts" ref={heading} tabIndex={-1} className="text-lg outline-none">
        This answer was changed in another place
      </h2>
      <p className="mt-1 text-muted">
        Perhaps in another tab or on another device. Both texts are here and safe; choose what shall stand.
      </p>
      {merging === null ? (
        <>
          <div className="mt-5 grid gap-4 md:grid-cols-2">
            <Text title="Yours, on this page" content={mine} rated={rated} />
            <Text title={`The other, saved ${at}`} content={theirs} rated={rated} />
          </div>
          <div className="mt-5 flex flex-wrap gap-2.5">
            <Button look="primary" onClick={() => saver.choose({ type: 'keep-mine' })}>
              Keep mine
            </Button>
            <Button onClick={() => saver.choose({ type: 'take-theirs' })}>Take the other</Button>
            <Button onClick={() => setMerging([mine.text.trim(), theirs.text.trim()].filter(Boolean).join('\n\n'))}>
              Merge by hand
            </Button>
          </div>
          <p className="mt-3 text-sm text-muted">
            The text that you do not choose is put aside; you can bring it back.
          </p>
        </>
      ) : (
        <Merge
          text={merging}
          onText={setMerging}
          onBack={() => setMerging(null)}
          onDone={() => saver.choose({ type: 'merge', content: { text: merging, value: mine.value ?? theirs.value } })}
        />
      )}
    </section>
  )
}

/** Within a sentence: `today`, `yesterday`, or the day by its name. */
const dayOf = (instant: string) => formatDay(instant).replace(/^(Today|Yesterday)$/, word => word.toLowerCase())

function Text({ title, content, rated }: { title: string; content: Content; rated: boolean }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-xl bg-sunken px-4 py-3.5">
      <h3 id={id} className="text-sm font-semibold text-soft">
        {title}
      </h3>
      {rated && (
        <p className="tnum mt-2 font-semibold">{content.value === null ? 'No number' : `${content.value} of 10`}</p>
      )}
      <p className="mt-2 whitespace-pre-wrap text-[1.0625rem] leading-7">
        {content.text.trim() || <span className="text-muted">(empty)</span>}
      </p>
    </section>
  )
}

function Merge({
  text,
  onText,
  onBack,
  onDone,
}: {
  text: string
  onText: (text: string) => void
  onBack: () => void
  onDone: () => void
}) {
  const over = text.length - ANSWER_MAX
  return (
    <div className="mt-5">
      <label htmlFor="merged" className="text-sm font-medium">
        Both texts, one after the other; make one of them
      </label>
      <textarea
        id="merged"
        // biome-ignore lint/a11y/noAutofocus: it opened because somebody asked to write in it
        autoFocus
        value={text}
        rows={10}
        onChange={event => onText(event.target.value)}
        className="mt-1.5 block w-full rounded-xl border border-edge bg-surface px-4 py-3 text-lg leading-8"
      />
      <div className="mt-4 flex flex-wrap items-center gap-2.5">
        <Button look="primary" disabled={over > 0} onClick={onDone}>
          Save this text
        </Button>
        <Button look="quiet" onClick={onBack}>
          Show both again
        </Button>
        {over > 0 && <p className="text-sm text-bad">{over} characters too many.</p>}
      </div>
    </div>
  )
}
