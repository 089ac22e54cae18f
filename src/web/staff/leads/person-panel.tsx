import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Lead } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Problem } from '../../api/client.ts'
import { buttonClass } from '../../parts/button.tsx'
import { FactList } from '../../parts/fact-list.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { personName } from '../../words/person.ts'
import { phoneWords } from '../../words/phone.ts'
import { formatWhen } from '../../words/time.ts'
import { Heat } from './heat.tsx'
import { NoteBox } from './notes.tsx'
import { TagEditor } from './tags.tsx'
import { useLead } from './use-leads.ts'
import { agoWords, moodWord, OBJECTIONS, points, STAGES } from './words.ts'

/** Who is spoken with, in brief: beside a conversation, or wherever a lead is named. */
export function PersonPanel({ personId }: { personId: string }) {
  const found = useLead(personId)
  if (found.isPending) return <Loading label="Looking who this is" />
  if (found.error instanceof Problem && found.error.status === 404)
    return <p className="py-4 text-sm text-muted">Nothing is known of this person at the sales desk.</p>
  if (found.error instanceof Problem && found.error.status === 403) return null
  if (!found.data) return <Failed found={found} />
  return <Panel lead={found.data} />
}

function Panel({ lead }: { lead: Lead }) {
  const { timeZone } = useBusiness()
  const { summary } = lead
  const { nextAppointment: next } = summary
  return (
    <section aria-label="Person" className="flex flex-col gap-5">
      <header className="flex flex-col gap-2">
        <h3 className="break-words text-base">{personName(lead)}</h3>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Heat temperature={summary.temperature} computed={summary.computed} set={summary.override !== null} />
          <span className="tnum text-sm text-muted">
            intent {points(summary.intent)}, engagement {points(summary.engagement)}
          </span>
        </div>
        {!lead.memoryOn && <p className="text-sm text-muted">Memory is off: nothing new is kept or scored.</p>}
      </header>
      <FactList
        dense
        rows={[
          [
            'Phone',
            lead.phone && (
              <a href={`tel:${lead.phone}`} className="underline underline-offset-4">
                {phoneWords(lead.phone)}
              </a>
            ),
          ],
          [
            'E-mail',
            lead.email && (
              <a href={`mailto:${lead.email}`} className="break-all underline underline-offset-4">
                {lead.email}
              </a>
            ),
          ],
          ['Stage', STAGES[summary.stage]],
          ['Owner', summary.owner?.name ?? 'Nobody'],
          [
            'Next',
            next && (
              <Link
                to="."
                search={old => ({ ...old, appointment: next.code })}
                className="underline underline-offset-4"
              >
                {next.kind === 'callback' ? 'Call' : 'Visit'}{' '}
                {next.start ? formatWhen(next.start, timeZone) : next.dueAt && `by ${formatWhen(next.dueAt, timeZone)}`}
              </Link>
            ),
          ],
          ['Wish', summary.wish.map(({ label, text }) => `${label}: ${text}`).join('\n')],
          [
            'Interested',
            summary.interests.map(({ name, level }) => (level === 'high' ? `${name} (very)` : name)).join('\n'),
          ],
          ['Rejected', summary.rejected.map(({ name, reason }) => (reason ? `${name} (${reason})` : name)).join('\n')],
          [
            'Objections',
            summary.objections
              .map(({ type, count }) => (count > 1 ? `${OBJECTIONS[type]} ×${count}` : OBJECTIONS[type]))
              .join(', '),
          ],
          ['Mood', summary.sentiment && moodWord(summary.sentiment.average)],
          ['Sessions', summary.sessions > 0 && String(summary.sessions)],
          ['Last here', agoWords(lead.lastActiveAt)],
        ]}
      />
      <Block title="Tags">
        <TagEditor personId={lead.personId} tags={lead.tags} />
      </Block>
      <Block title="Notes">
        <NoteBox personId={lead.personId} notes={lead.notes.slice(0, 3)} />
      </Block>
      <Link
        to="/console/$section/$id"
        params={{ section: 'leads', id: lead.personId }}
        className={buttonClass('plain', true)}
      >
        Everything about this lead
      </Link>
    </section>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h4 className="text-sm font-semibold">{title}</h4>
      {children}
    </section>
  )
}
