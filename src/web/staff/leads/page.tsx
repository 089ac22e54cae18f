import { Link, Navigate } from '@tanstack/react-router'
import { ArrowLeft, Mail, Phone } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Lead } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Problem } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { FactList } from '../../parts/fact-list.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { personName } from '../../words/person.ts'
import { phoneWords } from '../../words/phone.ts'
import { formatMoment } from '../../words/time.ts'
import { Appointments } from './appointments.tsx'
import { Block } from './block.tsx'
import { Conversations } from './conversations.tsx'
import { Duplicates } from './duplicates.tsx'
import { Facts } from './facts.tsx'
import { Heat } from './heat.tsx'
import { NoteBox } from './notes.tsx'
import { OverrideSheet, OverrideTold } from './override.tsx'
import { OwnerField } from './owner.tsx'
import { Plots } from './plots.tsx'
import { Score } from './score.tsx'
import { TagEditor } from './tags.tsx'
import { LeadTimeline } from './timeline.tsx'
import { useLead } from './use-leads.ts'
import { agoWords, moodWord, OBJECTIONS, points, STAGES } from './words.ts'

const CallSheet = lazy(() => import('../coaching/call-sheet.tsx').then(({ CallSheet }) => ({ default: CallSheet })))
const CoachingPanel = lazy(() =>
  import('../coaching/coaching-panel.tsx').then(({ CoachingPanel }) => ({ default: CoachingPanel })),
)

const back = (
  <Link
    to="/console/$section"
    params={{ section: 'leads' }}
    className="inline-flex w-fit items-center gap-1.5 rounded text-sm font-medium text-muted hover:text-ink"
  >
    <ArrowLeft size={16} aria-hidden />
    Leads
  </Link>
)

/** All that is known of a lead, what happened with them, and what can be done for them. */
export function LeadPage({ id }: { id: string }) {
  const found = useLead(id)
  if (found.isPending) return <Loading label="Opening this lead" />
  const { error } = found
  if (error instanceof Problem && error.code === 'leads.joined') {
    const to = String(error.more.personId)
    return <Navigate to="/console/$section/$id" params={{ section: 'leads', id: to }} replace />
  }
  if (error instanceof Problem && [400, 404].includes(error.status))
    return (
      <Empty title="There is no such lead" action={back}>
        They may have been erased, or never wrote to the sales desk.
      </Empty>
    )
  if (!found.data) return <Failed found={found} />
  return <Shown lead={found.data} />
}

function Shown({ lead }: { lead: Lead }) {
  const [sheet, setSheet] = useState<'call' | 'override' | null>(null)
  const open = lead.conversations.find(one => one.open) ?? lead.conversations[0]
  return (
    <article aria-label={personName(lead)} className="flex flex-col gap-6">
      {back}
      <Head lead={lead} onCall={() => setSheet('call')} onOverride={() => setSheet('override')} />
      {!lead.memoryOn && (
        <Notice tone="warn">
          They switched memory off: nothing new is remembered or scored until they switch it on.
        </Notice>
      )}
      <div className="grid gap-x-10 gap-y-9 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-9">
          <Summary lead={lead} />
          <Score lead={lead} />
          <Plots lead={lead} />
          <Block title="What they told">
            <Facts lead={lead} />
          </Block>
          <LeadTimeline personId={lead.personId} />
        </div>
        <div className="flex min-w-0 flex-col gap-9">
          <Block title="Owner and tags">
            <OwnerField personId={lead.personId} owner={lead.summary.owner} />
            <TagEditor personId={lead.personId} tags={lead.tags} />
          </Block>
          <Appointments lead={lead} />
          <Block title="Notes">
            <NoteBox personId={lead.personId} notes={lead.notes} />
          </Block>
          <Duplicates lead={lead} />
          <Block title="Conversations">
            <Conversations lead={lead} />
          </Block>
          <Suspense fallback={<Loading label="Opening coaching" />}>
            <CoachingPanel personId={lead.personId} conversationId={open?.id ?? null} />
          </Suspense>
        </div>
      </div>
      {sheet === 'call' && (
        <Sheet wide title={`Call with ${personName(lead)}`} onClose={() => setSheet(null)}>
          <Suspense fallback={<Loading label="Opening the call sheet" />}>
            <CallSheet personId={lead.personId} />
          </Suspense>
        </Sheet>
      )}
      {sheet === 'override' && <OverrideSheet lead={lead} onClose={() => setSheet(null)} />}
    </article>
  )
}

function Head({ lead, onCall, onOverride }: { lead: Lead; onCall: () => void; onOverride: () => void }) {
  const { summary } = lead
  const way =
    'inline-flex items-center gap-1.5 rounded underline decoration-edge/60 underline-offset-4 hover:decoration-current'
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
      <div className="flex min-w-0 flex-col gap-2">
        <h2 className="break-words text-2xl">{personName(lead)}</h2>
        <p className="tnum flex flex-wrap gap-x-5 gap-y-1 text-soft">
          {lead.phone && (
            <a href={`tel:${lead.phone}`} className={way}>
              <Phone size={15} aria-hidden />
              {phoneWords(lead.phone)}
            </a>
          )}
          {lead.email && (
            <a href={`mailto:${lead.email}`} className={`${way} break-all`}>
              <Mail size={15} aria-hidden />
              {lead.email}
            </a>
          )}
          {!lead.phone && !lead.email && <span className="text-muted">No phone number or e-mail address yet</span>}
        </p>
        <div className="tnum flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-muted">
          <Heat temperature={summary.temperature} computed={summary.computed} set={summary.override !== null} />
          <span>
            Intent {points(summary.intent)}, engagement {points(summary.engagement)}
          </span>
          <span>{STAGES[summary.stage]}</span>
          <span>Last active {agoWords(lead.lastActiveAt)}</span>
        </div>
        <OverrideTold lead={lead} />
      </div>
      <div className="flex flex-wrap gap-2.5">
        <Button look="primary" onClick={onCall}>
          <Phone size={16} aria-hidden />
          On the phone
        </Button>
        <Button onClick={onOverride}>Set temperature</Button>
      </div>
    </header>
  )
}

function Summary({ lead }: { lead: Lead }) {
  const { timeZone } = useBusiness()
  const { summary } = lead
  const { views, visits, callbacks, sentiment } = summary
  const homes = (list: readonly { name: string; slug: string; more?: string | null }[]): ReactNode =>
    list.length > 0 && (
      <ul className="flex flex-col gap-0.5">
        {list.map(({ name, slug, more }) => (
          <li key={slug}>
            <Link
              to="/homes/$slug"
              params={{ slug }}
              className="rounded underline decoration-edge/60 underline-offset-4"
            >
              {name}
            </Link>
            {more && <span className="text-muted">, {more}</span>}
          </li>
        ))}
      </ul>
    )
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
  return (
    <Block title="In brief">
      <div className="rounded-xl border border-line bg-surface shadow-card">
        <FactList
          rows={[
            ['Looks for', summary.wish.map(({ label, text }) => `${label}: ${text}`).join('\n') || 'Nothing said yet'],
            [
              'Interested in',
              homes(summary.interests.map(one => ({ ...one, more: one.level === 'medium' ? null : one.level }))),
            ],
            ['Looked at', homes(views.last.map(one => ({ ...one, more: times(one.times) })))],
            ['Rejected', homes(summary.rejected.map(one => ({ ...one, more: one.reason })))],
            [
              'Objections',
              summary.objections.map(({ type, count }) => `${OBJECTIONS[type]}, ${times(count)}`).join('\n'),
            ],
            [
              'Mood',
              sentiment &&
                `${moodWord(sentiment.average)} over the last ${Math.min(20, sentiment.messages)} messages (average ${points(sentiment.average)})`,
            ],
            ['Visits', visits.scheduled > 0 && `${visits.scheduled} booked, ${visits.completed} took place`],
            ['Calls', callbacks.requested > 0 && `${callbacks.requested} asked for, ${callbacks.completed} made`],
            ['Brochures', summary.brochures > 0 && String(summary.brochures)],
            ['Sessions', String(summary.sessions)],
            ['First seen', formatMoment(lead.createdAt, timeZone)],
            ['Account', lead.account && `${lead.account.email}${lead.account.proven ? '' : ' (not proven yet)'}`],
          ]}
        />
      </div>
    </Block>
  )
}
