import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Review } from '../../../outage/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { formatBytes } from '../../career/files/sizes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { phoneWords } from '../../words/phone.ts'
import { formatMoment } from '../../words/time.ts'
import { formOf, reasonWords, titleWords, whoWords } from './words.ts'

const LINK = 'rounded font-medium text-accent underline-offset-4 hover:underline'

/** One thing that could not be done: what it is, whose, when, why not; and what staff may do about it. */
export function Entry({
  one,
  busy,
  onAgain,
  onDone,
}: {
  one: Review
  busy: boolean
  onAgain: () => void
  onDone: () => void
}) {
  const { timeZone } = useBusiness()
  const title = titleWords(one, whoWords(one))
  const [why, help] = reasonWords(one)
  return (
    <li aria-label={title} className="flex flex-col gap-3 px-4 py-4 sm:px-5">
      <div>
        <h3 className="break-words font-medium">{title}</h3>
        <p className="text-sm text-muted">
          {formatMoment(one.receivedAt, timeZone)}
          {one.personId && one.reason !== 'people.ended' && (
            <>
              {' · '}
              <Link
                to="/console/$section/$id"
                params={{ section: one.content?.desk === 'career' ? 'people' : 'leads', id: one.personId }}
                className={LINK}
              >
                Their page
              </Link>
            </>
          )}
        </p>
      </div>
      <Content one={one} timeZone={timeZone} />
      <p className="text-[0.9375rem]">
        {why} <span className="text-muted">{help}</span>
      </p>
      <div className="flex flex-wrap gap-2">
        {one.repeatable && !(one.reason === 'outage.session' && !one.person) && (
          <Button small disabled={busy} aria-label={`Try again: ${title}`} onClick={onAgain}>
            Try again
          </Button>
        )}
        {one.fileBytes !== null && (
          <a
            href={`/api/admin/outage-entries/${one.id}/file`}
            download
            aria-label={`Download: ${title}`}
            className={buttonClass('plain', true)}
          >
            <Download size={16} aria-hidden />
            Download
          </a>
        )}
        <Button small disabled={busy} aria-label={`Seen to: ${title}`} onClick={onDone}>
          Seen to
        </Button>
      </div>
    </li>
  )
}

function Content({ one, timeZone }: { one: Review; timeZone: string }) {
  const { kind, content, fileBytes } = one
  if (!content) return null
  if (kind === 'message') return <Words text={String(content.text ?? '')} />
  if (kind === 'file')
    return (
      <p className="break-words text-[0.9375rem]">
        {String(content.name ?? 'A file')}
        <span className="text-muted"> · {fileBytes === null ? 'its bytes are lost' : formatBytes(fileBytes)}</span>
      </p>
    )
  const { contact, start, preferred, listing, notes } = formOf(content)
  const at = start ?? preferred
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 break-words text-[0.9375rem] [&_dt]:text-muted">
      {at && <Fact label="When">{formatMoment(at, timeZone)}</Fact>}
      {listing && <Fact label="Home">{listing}</Fact>}
      {contact?.phone && (
        <Fact label="Phone">
          <a href={`tel:${contact.phone}`} className={LINK}>
            {phoneWords(contact.phone)}
          </a>
        </Fact>
      )}
      {contact?.email && (
        <Fact label="E-mail">
          <a href={`mailto:${contact.email}`} className={LINK}>
            {contact.email}
          </a>
        </Fact>
      )}
      {notes && <Fact label="Notes">{notes}</Fact>}
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  )
}

const FOLDED = 500

function Words({ text }: { text: string }) {
  const [whole, setWhole] = useState(text.length <= FOLDED)
  return (
    <blockquote className="border-l-2 border-edge/60 pl-3">
      <p className="whitespace-pre-wrap break-words text-[0.9375rem]">{whole ? text : `${text.slice(0, FOLDED)}…`}</p>
      {!whole && (
        <Button small look="quiet" className="-ml-3 mt-1" onClick={() => setWhole(true)}>
          Show all of it
        </Button>
      )}
    </blockquote>
  )
}
