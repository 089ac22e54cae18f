import { Link } from '@tanstack/react-router'
import type { Lead } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { phoneWords } from '../../words/phone.ts'
import { formatMoment } from '../../words/time.ts'

const SOURCES: Record<string, string> = {
  message: 'Said in the chat',
  correction: 'Corrected by themselves',
  form: 'From a form',
  account: 'From their account',
  import: 'Imported',
  call: 'Said on the telephone',
}

/** Each thing that is remembered, with the sentence that it came from and the way to it. */
export function Facts({ lead }: { lead: Lead }) {
  const { timeZone } = useBusiness()
  if (lead.facts.length === 0) return <p className="text-muted">Nothing yet. Facts come from what they write or do.</p>
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
      {lead.facts.map(({ id, label, text, source, conversationId }) => (
        <li key={id} className="grid gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm sm:grid-cols-[11rem_1fr]">
          <p>
            <span className="block text-muted">{label}</span>
            <span className="break-words font-medium">{phoneWords(text)}</span>
          </p>
          <div className="min-w-0 text-soft">
            {source.text && <q className="break-words">{source.text}</q>}
            <p className="text-muted">
              {SOURCES[source.kind] ?? 'Noted'},{' '}
              {conversationId ? (
                <Link
                  to="/console/$section/$id"
                  params={{ section: 'inbox', id: conversationId }}
                  search={source.messageNumber === null ? {} : { message: String(source.messageNumber) }}
                  className="rounded underline underline-offset-4"
                >
                  {formatMoment(source.at, timeZone)}
                </Link>
              ) : (
                formatMoment(source.at, timeZone)
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
