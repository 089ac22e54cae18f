import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Problem } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { CareerPage } from '../shell.tsx'
import {
  act,
  type Enrolment,
  hearTabs,
  keyOf,
  type Programme,
  refresh,
  useEnrolment,
  useLines,
  useProgramme,
} from './api.ts'
import { deskOf } from './desk.ts'
import { LeftBehind } from './left-behind.tsx'
import { Outline } from './outline.tsx'
import { PromptPage } from './prompt.tsx'
import { SummaryPage } from './summary.tsx'
import { clamp, labelOf, placesOf, standingOf } from './way.ts'
import { Welcome } from './welcome.tsx'

const ADDRESS = '/career/programmes/$key' as const

/**
 * A programme and one person's way through it. Without a parameter the address opens at the welcome, the current prompt or
 * the summary; `prompt`, `view` and `enrolment` (an archived one) say what else is shown, so that a reload shows the same.
 */
export default function ProgrammePage() {
  const { key } = useParams({ from: ADDRESS })
  const search = useSearch({ from: ADDRESS })
  const lines = useLines()
  const mine = (lines.data ?? []).filter(line => line.programme === key)
  const open = mine.find(line => line.state !== 'archived') ?? null
  const id = search.enrolment ?? open?.id ?? null
  const enrolment = useEnrolment(id)
  const version = enrolment.data?.version ?? null
  const programme = useProgramme(key, version, lines.isSuccess && (id === null || enrolment.data !== undefined))
  const title = programme.data?.title ?? 'Programme'
  const gone = [programme, enrolment].some(({ error }) => error instanceof Problem && [400, 404].includes(error.status))
  return (
    <CareerPage title={title}>
      {gone ? (
        <Empty alone title="There is no such programme here">
          The address may be mistyped, or it belongs to somebody else’s work.
        </Empty>
      ) : !programme.data || (id !== null && !enrolment.data) ? (
        lines.isError || programme.isError || enrolment.isError ? (
          // Without the questions or the answers there is no box: whatever were typed could be written over what is there.
          <NotLoaded all={[lines, programme, enrolment].filter(({ isError }) => isError)} />
        ) : (
          <Loading label="Opening the programme" />
        )
      ) : id !== null && enrolment.data ? (
        <Way key={`${id} ${enrolment.data.version}`} programme={programme.data} enrolment={enrolment.data} />
      ) : (
        <Welcome programme={programme.data} enrolment={null} earlier={mine} />
      )}
    </CareerPage>
  )
}

function NotLoaded({ all }: { all: { error: unknown; refetch: () => Promise<unknown> }[] }) {
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-4">
      <h1 className="text-2xl">This page is not complete yet</h1>
      <p className="text-muted">
        Your answers could not be read, so that nothing can be written over them by mistake. Nothing is lost.
      </p>
      {all[0] && (
        <Failed found={{ error: all[0].error, refetch: () => Promise.all(all.map(found => found.refetch())) }} />
      )}
    </div>
  )
}

function Way({ programme, enrolment }: { programme: Programme; enrolment: Enrolment }) {
  const queries = useQueryClient()
  const navigate = useNavigate({ from: ADDRESS })
  const search = useSearch({ from: ADDRESS })
  const lines = useLines()
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set())
  const [outline, setOutline] = useState(false)
  const [unfinished, setUnfinished] = useState<string | null>(null)
  const [desk] = useState(() => deskOf(enrolment, queries))
  useSyncExternalStore(desk.subscribe, desk.turn)
  useEffect(() => desk.hear(enrolment), [desk, enrolment])
  useEffect(
    () =>
      hearTabs(id => {
        if (id === enrolment.id) void queries.invalidateQueries({ queryKey: keyOf.enrolment(id) })
      }),
    [enrolment.id, queries],
  )

  const place = clamp(programme, enrolment, search.prompt, passed)
  const archived = enrolment.state === 'archived'
  const view = viewOf(enrolment, search, place?.prompt.key)
  const show = useCallback(
    (to: Record<string, string>, replace = false) =>
      navigate({ search: { ...(search.enrolment && { enrolment: search.enrolment }), ...to }, replace }),
    [navigate, search.enrolment],
  )
  const here = place?.prompt.key
  // What is shown stands in the address, so that a reload or a link shows it again.
  useEffect(() => {
    if (view === 'prompt' && here && search.prompt !== here) void show({ prompt: here }, true)
  }, [view, here, search.prompt, show])

  const wanted = useRef<string | null>(null)
  const go = (prompt: string) => {
    setOutline(false)
    setUnfinished(null)
    void show({ prompt })
    wanted.current = prompt
    // Where one stands is no work that could be lost: without a connection the next move tells it.
    void act
      .move(enrolment.id, prompt)
      .then(moved => {
        if (wanted.current !== prompt) return
        queries.setQueryData(keyOf.enrolment(enrolment.id), moved)
        void queries.invalidateQueries({ queryKey: keyOf.lines })
      })
      .catch(() => queries.invalidateQueries({ queryKey: keyOf.enrolment(enrolment.id) }))
  }
  const finish = async () => {
    if (!enrolment.completedAt) {
      try {
        await act.complete(enrolment.id)
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 409) throw error
        await refresh(queries, enrolment.id)
        setUnfinished(error.message)
        return
      }
    }
    await refresh(queries, enrolment.id)
    await show({ view: 'summary' })
  }

  const conflicts = desk.conflicts()
  const elsewhere = view === 'prompt' ? conflicts.filter(prompt => prompt !== here) : conflicts
  const openOnes = placesOf(programme).filter(({ prompt }) =>
    ['open', 'draft'].includes(standingOf(enrolment, prompt.key)),
  )
  return (
    <>
      {elsewhere.length > 0 && (
        <div className="mx-auto mb-6 max-w-2xl print:hidden">
          <Notice
            tone="warn"
            action={
              <Button small onClick={() => go(elsewhere[0]!)}>
                Look at both
              </Button>
            }
          >
            {`One answer (${elsewhere[0]}) was changed in another place while yours was not saved. Both texts are kept.`}
          </Notice>
        </div>
      )}
      {desk.behind().map(left => (
        <LeftBehind key={`${left.version} ${left.prompt} ${left.text}`} programme={programme.key} left={left} />
      ))}
      {unfinished && (
        <div className="mx-auto mb-6 max-w-2xl">
          <Notice tone="warn" live>
            <p>{unfinished}</p>
            {openOnes.length > 0 && (
              <ul className="mt-1.5 flex flex-wrap gap-2">
                {openOnes.map(one => (
                  <li key={one.prompt.key}>
                    <Button small onClick={() => go(one.prompt.key)}>
                      {labelOf(programme, one)}
                    </Button>
                  </li>
                ))}
              </ul>
            )}
          </Notice>
        </div>
      )}
      {view === 'prompt' && place ? (
        <PromptPage
          key={`${enrolment.id} ${place.prompt.key}`}
          programme={programme}
          enrolment={enrolment}
          place={place}
          desk={desk}
          onGo={go}
          onPass={() => setPassed(old => new Set([...old, place.prompt.key]))}
          onDone={finish}
          onOutline={() => setOutline(true)}
        />
      ) : view === 'summary' ? (
        <SummaryPage programme={programme} enrolment={enrolment} onGo={archived ? null : go} />
      ) : (
        <Welcome
          programme={programme}
          enrolment={enrolment}
          earlier={(lines.data ?? []).filter(line => line.programme === programme.key && line.id !== enrolment.id)}
          onGo={go}
        />
      )}
      {outline && place && (
        <Outline
          programme={programme}
          enrolment={enrolment}
          current={place.prompt.key}
          conflicts={conflicts}
          passed={passed}
          onGo={go}
          onClose={() => setOutline(false)}
        />
      )}
    </>
  )
}

function viewOf(
  enrolment: Enrolment,
  { prompt, view }: Record<string, string>,
  reached: string | undefined,
): 'welcome' | 'prompt' | 'summary' {
  if (enrolment.state === 'archived') return 'summary'
  if (view === 'summary') return 'summary'
  if (view === 'welcome' || enrolment.state === 'paused') return 'welcome'
  if (prompt && reached) return 'prompt'
  if (enrolment.state === 'completed') return 'summary'
  return enrolment.position === null || !reached ? 'welcome' : 'prompt'
}
