import { Link, useNavigate } from '@tanstack/react-router'
import type {
  Calibration,
  CardsReport,
  Funnel,
  ResponseTimes,
  Sources,
  Unanswered,
} from '../../../leads/reports/schema.ts'
import { useBusiness } from '../../api/business.ts'
import type { CompletionReport } from '../../api/types.ts'
import { INPUT } from '../../parts/field.tsx'
import { formatCount } from '../../words/home.ts'
import { formatDate, formatWhen, plusDays } from '../../words/time.ts'
import { SOURCES as BOOKED_BY } from '../calendar/words.ts'
import { usePlace } from '../place.ts'
import { Table } from '../usage/table.tsx'
import { ByDay } from './by-day.tsx'
import { Bar, Figure, Panel } from './panel.tsx'
import { SPANS, type Span, spanOf, useReport } from './use-report.ts'
import { lengthWords, ruleWords, STEPS, share } from './words.ts'

/** What the sales desk's numbers say over the last days. */
export default function Reports() {
  const { search } = usePlace()
  const navigate = useNavigate()
  const { timeZone } = useBusiness()
  const span = spanOf(search.days, timeZone)
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="text-xl">Reports</h2>
          <p className="mt-0.5 text-sm text-muted">
            {formatDate(span.from)} – {formatDate(plusDays(span.to, -1))}, counted from rows, nothing estimated
          </p>
        </div>
        <select
          aria-label="Which days"
          className={`${INPUT} !w-auto`}
          value={span.days}
          onChange={event =>
            void navigate({
              to: '/console/$section',
              params: { section: 'reports' },
              search: { days: event.target.value },
              replace: true,
            })
          }
        >
          {Object.entries(SPANS).map(([days, label]) => (
            <option key={days} value={days}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div className="grid gap-5 xl:grid-cols-2">
        <FunnelPanel span={span} />
        <Waiting span={span} />
        <Where span={span} />
        <Kept span={span} />
        <Scores span={span} />
        <Cards span={span} />
        <NotTold span={span} timeZone={timeZone} />
      </div>
    </div>
  )
}

function FunnelPanel({ span }: { span: Span }) {
  const found = useReport<Funnel>('funnel', span)
  const nobody = ({ steps, days }: Funnel) =>
    steps[0]!.persons === 0 && days.every(({ visitsBooked }) => visitsBooked === 0)
      ? 'Nobody new wrote in these days.'
      : null
  return (
    <>
      <Panel
        title="How far leads get"
        hint="Of those who first wrote in these days, by what they have done by now"
        of={found}
        empty={nobody}
      >
        {({ steps }) => (
          <ol>
            {steps.map(({ step, persons }) => (
              <Bar
                key={step}
                label={STEPS[step]}
                part={persons / Math.max(1, steps[0]!.persons)}
                figure={`${formatCount(persons)}${step === 'wrote' ? '' : ` · ${share(persons, steps[0]!.persons) ?? '–'}`}`}
              />
            ))}
          </ol>
        )}
      </Panel>
      <Panel title="Day by day" of={found} empty={nobody}>
        {({ days }) => <ByDay days={days} />}
      </Panel>
    </>
  )
}

function Waiting({ span }: { span: Span }) {
  return (
    <Panel
      title="How long visitors wait"
      of={useReport<ResponseTimes>('response-times', span)}
      empty={({ assistant, human }) => (assistant.answered + human.asked === 0 ? 'Nobody waited in these days.' : null)}
    >
      {({ assistant, human }) => (
        <dl className="grid gap-5 sm:grid-cols-2">
          <Figure
            label="For the assistant, half of the answers within"
            value={assistant.median === null ? '–' : lengthWords(assistant.median)}
            hint={
              assistant.p95 === null
                ? undefined
                : `19 of 20 within ${lengthWords(assistant.p95)}, ${formatCount(assistant.answered)} answers`
            }
          />
          <Figure
            label="For a person, half within"
            value={human.median === null ? '–' : lengthWords(human.median)}
            hint={
              human.asked === 0
                ? 'Nobody asked for one'
                : `${formatCount(human.taken)} of ${formatCount(human.asked)} met somebody, ${formatCount(human.withinTwoMinutes)} within two minutes`
            }
          />
        </dl>
      )}
    </Panel>
  )
}

function Where({ span }: { span: Span }) {
  return (
    <Panel
      title="Where leads come from"
      hint="By the first touch: campaign, page that led here, or site of the widget"
      of={useReport<Sources>('sources', span)}
      empty={({ sources }) => (sources.length === 0 ? 'Nobody new wrote in these days.' : null)}
    >
      {({ sources }) => (
        <Table
          caption="Leads by source"
          head={['Source', 'Leads', 'Reachable', 'Visits', 'Came']}
          rows={sources.map(({ source, leads, reachable, visitsBooked, visitsCompleted }) => ({
            key: source ?? '',
            cells: [source ?? 'Came directly', ...[leads, reachable, visitsBooked, visitsCompleted].map(formatCount)],
          }))}
        />
      )}
    </Panel>
  )
}

function Kept({ span }: { span: Span }) {
  return (
    <Panel
      title="Visits that took place"
      hint="Of those with an outcome: completed, missed or cancelled"
      of={useReport<CompletionReport>('', span)}
      empty={({ sources }) =>
        sources.some(({ rate }) => rate !== null) ? null : 'No visit of these days has an outcome yet.'
      }
    >
      {({ sources }) => (
        <Table
          caption="Visits by where they were booked"
          head={['Booked by', 'Took place', 'No show', 'Cancelled', 'Share']}
          rows={sources
            .filter(({ rate }) => rate !== null)
            .map(({ source, completed, noShow, cancelled }) => ({
              key: source,
              cells: [
                BOOKED_BY[source] ?? source,
                ...[completed, noShow, cancelled].map(formatCount),
                share(completed, completed + noShow + cancelled) ?? '–',
              ],
            }))}
        />
      )}
    </Panel>
  )
}

function Scores({ span }: { span: Span }) {
  return (
    <Panel
      title="Whether scores hold"
      hint="How many visits took place, by the lead’s score when they asked: a score is worth something where this rises"
      of={useReport<Calibration>('calibration', span)}
      empty={({ bands }) =>
        bands.every(({ visits }) => visits === 0) ? 'No visit of these days has both a score and an outcome yet.' : null
      }
    >
      {({ bands, unknown }) => (
        <>
          <ol>
            {bands.map(({ from, to, visits, completed }) => (
              <Bar
                key={from}
                label={`${from} to ${to} points`}
                part={visits === 0 ? 0 : completed / visits}
                figure={visits === 0 ? 'none' : `${share(completed, visits)} · ${completed} of ${visits}`}
              />
            ))}
          </ol>
          {unknown > 0 && <p className="mt-2 text-sm text-muted">{formatCount(unknown)} visits without a score</p>}
        </>
      )}
    </Panel>
  )
}

function Cards({ span }: { span: Span }) {
  return (
    <Panel
      title="Coaching cards"
      hint="What staff marked; most cards get no mark"
      of={useReport<CardsReport>('cards', span)}
      empty={({ rules }) => (rules.length === 0 ? 'No card was dealt in these days.' : null)}
    >
      {({ rules }) => (
        <Table
          caption="Cards by rule"
          head={['Rule', 'Dealt', 'Done', 'Not useful']}
          rows={rules.map(({ rule, dealt, done, notUseful }) => ({
            key: rule,
            cells: [ruleWords(rule), ...[dealt, done, notUseful].map(formatCount)],
          }))}
        />
      )}
    </Panel>
  )
}

function NotTold({ span, timeZone }: { span: Span; timeZone: string }) {
  return (
    <Panel
      title="What could not be answered"
      hint="Asked for and in no row, or not understood: what to add to the catalogue or the answer texts"
      of={useReport<Unanswered>('unanswered', span)}
      empty={({ items }) => (items.length === 0 ? 'Everything that was asked could be answered.' : null)}
    >
      {({ lacking, items }) => (
        <div className="flex flex-col gap-5">
          <ul>
            {lacking.map(({ what, times }) => (
              <Bar
                key={what}
                label={what.replaceAll('_', ' ')}
                part={times / lacking[0]!.times}
                figure={formatCount(times)}
              />
            ))}
          </ul>
          <ul className="flex max-h-96 flex-col divide-y divide-line overflow-y-auto rounded-lg border border-line">
            {items.map(({ conversationId, number, text, why, at }) => (
              <li key={`${conversationId} ${number}`}>
                <Link
                  to="/console/$section/$id"
                  params={{ section: 'inbox', id: conversationId }}
                  search={{ message: String(number) }}
                  className="block px-4 py-2.5 hover:bg-sunken focus-visible:outline-offset-[-2px]"
                >
                  <span className="line-clamp-2 break-words">{text}</span>
                  <span className="text-sm text-muted">
                    {why === 'lacking' ? 'Not in the data' : 'Not understood'} · {formatWhen(at, timeZone)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  )
}
