import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { useState } from 'react'
import { messageOf } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { formatDate } from '../../words/time.ts'
import { act, type Enrolment, type EnrolmentLine, keyOf, type Programme, refresh } from './api.ts'
import { Settings } from './settings.tsx'
import { Unfold } from './unfold.tsx'
import { clamp, durationOf, labelOf, placesOf, sizeOf } from './way.ts'
import { useZone } from './zone.ts'

/** What a programme is and asks, and the way in; for who is on it, where they stand and what else can be done with it. */
export function Welcome({
  programme,
  enrolment,
  earlier,
  onGo,
}: {
  programme: Programme
  enrolment: Enrolment | null
  earlier: EnrolmentLine[]
  onGo?: (prompt: string) => void
}) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const zone = useZone()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const first = placesOf(programme)[0]!.prompt.key
  const here = enrolment && clamp(programme, enrolment, undefined)
  const single = programme.steps.length === 1

  const enter = async () => {
    setBusy(true)
    setProblem(null)
    try {
      if (enrolment?.state === 'paused') {
        await act.resume(enrolment.id)
        await refresh(queries, enrolment.id)
      }
      if (enrolment && onGo) return onGo(here?.prompt.key ?? first)
      const begun = await act.enrol(programme.key)
      const there = begun.position === null ? await act.move(begun.id, first) : begun
      queries.setQueryData(keyOf.enrolment(begun.id), there)
      await queries.invalidateQueries({ queryKey: keyOf.lines })
      await navigate({
        to: '/career/programmes/$key',
        params: { key: programme.key },
        search: { prompt: there.position ?? first },
      })
    } catch (error) {
      setProblem(messageOf(error))
    }
    setBusy(false)
  }
  const { done, total } = enrolment?.progress.prompts ?? { done: 0, total: 0 }
  const begun = enrolment !== null && enrolment.position !== null
  return (
    <div className="mx-auto max-w-2xl">
      <p className="text-[0.9375rem] text-muted">{`${sizeOf(programme)}, ${durationOf(programme.minutes)}`}</p>
      <h1 className="mt-2 text-3xl sm:text-4xl">{programme.title}</h1>
      <p className="mt-5 text-lg leading-8 text-soft">{programme.summary}</p>
      {enrolment && begun && (
        <div className="mt-7 rounded-2xl border border-tint-line bg-tint px-5 py-4">
          <p className="font-semibold">
            {enrolment.state === 'completed'
              ? `Completed on ${formatDate(enrolment.completedAt!, zone)}`
              : enrolment.state === 'paused'
                ? 'Paused. Everything is where you left it.'
                : enrolment.state === 'waiting'
                  ? 'Your experiment is running. Come back when you look at its result.'
                  : `You stand at ${lower(labelOf(programme, here!))}`}
          </p>
          <p className="tnum mt-0.5 text-soft">{`${done} of ${total} answered${skippedWords(enrolment)}`}</p>
        </div>
      )}
      {problem && (
        <div className="mt-5">
          <Notice tone="bad" live>
            {problem}
          </Notice>
        </div>
      )}
      <div className="mt-7 flex flex-wrap items-center gap-3">
        <Button look="primary" disabled={busy} onClick={() => void enter()} className="min-h-12 px-6 text-base">
          {begun ? (enrolment.state === 'completed' ? 'Read or edit the answers' : 'Carry on') : 'Begin'}
          <ArrowRight size={18} aria-hidden />
        </Button>
        {enrolment && done > 0 && (
          <Link
            to="/career/programmes/$key"
            params={{ key: programme.key }}
            search={{ view: 'summary' }}
            className={buttonClass('plain')}
          >
            {enrolment.state === 'completed' ? 'The summary' : 'What you have so far'}
          </Link>
        )}
      </div>
      {!begun && (
        <ul className="mt-8 flex flex-col gap-2 text-soft">
          <li>One question at a time, in your own words.</li>
          <li>Everything you write is saved as you type. Stop whenever you like and carry on later.</li>
          <li>Nobody else reads it unless you share it.</li>
        </ul>
      )}
      <div className="mt-8 border-t border-line pt-5">
        <Unfold title={single ? 'The questions' : 'The steps'}>
          <ol className="flex flex-col gap-3">
            {single
              ? programme.steps[0]!.prompts.map((prompt, index) => (
                  <li key={prompt.key} className="flex gap-3">
                    <span className="tnum w-5 shrink-0 text-muted">{index + 1}</span>
                    <span>{prompt.text}</span>
                  </li>
                ))
              : programme.steps.map(step => (
                  <li key={step.number} className="flex gap-3">
                    <span className="tnum w-5 shrink-0 text-muted">{step.number}</span>
                    <span>
                      <span className="font-medium">{step.title}</span>
                      <span className="block text-[0.9375rem] text-muted">{step.intro}</span>
                    </span>
                  </li>
                ))}
          </ol>
        </Unfold>
        {earlier.filter(line => line.state === 'archived').length > 0 && (
          <Unfold title="Earlier rounds">
            <ul className="flex flex-col gap-2">
              {earlier
                .filter(line => line.state === 'archived')
                .map(line => (
                  <li key={line.id}>
                    <Link
                      to="/career/programmes/$key"
                      params={{ key: line.programme }}
                      search={{ enrolment: line.id }}
                      className="text-accent underline underline-offset-4"
                    >
                      {`Begun ${formatDate(line.createdAt, zone)}, ${line.done} of ${line.total} answered`}
                    </Link>
                  </li>
                ))}
            </ul>
          </Unfold>
        )}
      </div>
      {enrolment && <Settings programme={programme} enrolment={enrolment} />}
    </div>
  )
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

function skippedWords({ progress }: Enrolment): string {
  const { skipped } = progress.prompts
  return skipped === 0 ? '' : `, ${skipped} skipped and still open`
}
