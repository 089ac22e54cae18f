import { useRef, useState } from 'react'
import type { Review } from '../../../outage/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatCount } from '../../words/home.ts'
import { Entry } from './entry.tsx'
import { OutageNow } from './now.tsx'
import { type Settling, useOutageStanding, useReviews, useSettle } from './use-outages.ts'
import { titleWords, whoWords } from './words.ts'

/** What visitors said while the database was away and what could not be done as it stood: staff look at it and decide. */
export default function Outages() {
  const standing = useOutageStanding()
  const found = useReviews(standing.data)
  const settle = useSettle()
  const [asked, setAsked] = useState<Review | null>(null)
  const [told, setTold] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  const decide = (settling: Settling) => {
    setAsked(null)
    setTold('')
    settle.mutate(settling, {
      onSuccess: () => {
        setTold(
          settling.again
            ? 'It is tried again. If it cannot be done now either, it comes back here.'
            : 'Taken off the list.',
        )
        // The row goes, and the focus with it.
        heading.current?.focus()
      },
    })
  }
  const { items, total } = found.data ?? { items: [], total: 0 }
  return (
    <section aria-label="Outages" className="flex max-w-3xl flex-col gap-5">
      <div>
        <h2 ref={heading} tabIndex={-1} className="text-xl outline-none">
          Outages
        </h2>
        <p className="mt-1 text-muted">
          What people wrote, wished for and sent while the database was away, and what could not be done afterwards.
          They were told that we have it, so somebody should see to it.
        </p>
      </div>
      <OutageNow standing={standing.data} />
      <Trouble of={settle} framed />
      <p role="status" className="text-sm text-soft empty:hidden">
        {told}
      </p>
      {found.isError && <Failed found={found} />}
      {found.isPending && <Loading label="Looking what waits" />}
      {found.data && items.length === 0 && (
        <Empty title="Nothing waits">Everything that was kept in an outage has been done or seen to.</Empty>
      )}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {items.map(one => (
            <Entry
              key={one.id}
              one={one}
              busy={settle.isPending}
              onAgain={() => decide({ one, again: true })}
              onDone={() => setAsked(one)}
            />
          ))}
        </ul>
      )}
      {total > items.length && (
        <p className="text-sm text-muted">
          {formatCount(total)} wait; these are the oldest {formatCount(items.length)}.
        </p>
      )}
      {asked && (
        <Sheet middle title="Seen to?" onClose={() => setAsked(null)}>
          <div className="flex flex-col gap-5">
            <p className="break-words">
              {titleWords(asked, whoWords(asked))}. It leaves this list
              {asked.content ? ', and what was said is deleted here. This cannot be taken back.' : '.'}
            </p>
            <div className="flex flex-wrap justify-end gap-3">
              <Button onClick={() => setAsked(null)}>Leave it</Button>
              <Button look="danger" onClick={() => decide({ one: asked, again: false })}>
                It is seen to
              </Button>
            </div>
          </div>
        </Sheet>
      )}
    </section>
  )
}
