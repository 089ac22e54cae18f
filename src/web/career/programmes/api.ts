import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  ANSWER_MAX,
  type CurrentAnswer,
  type Enrolment,
  type EnrolmentLine,
  type Programme,
  type Revision,
  type SavedAnswer,
  type Summary,
  type VersionChanged,
} from '../../../programmes/schema.ts'
import { ask, getJson, messageOf, Problem, sendJson } from '../../api/client.ts'
import type { Stored } from './save.ts'
import type { Transport } from './saver.ts'

export type {
  Answer,
  Enrolment,
  EnrolmentLine,
  Experiment,
  Programme,
  Prompt,
  Summary,
} from '../../../programmes/schema.ts'

export const keyOf = {
  programmes: ['programmes'],
  programme: (key: string, version: number | null) => ['programme', key, version],
  lines: ['enrolments'],
  enrolment: (id: string) => ['enrolment', id],
  summary: (id: string) => ['enrolment-summary', id],
}

export const usePossible = () =>
  useQuery({
    queryKey: keyOf.programmes,
    queryFn: async ({ signal }) => (await getJson<{ items: Programme[] }>('/api/programmes', signal)).items,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** One version never changes; without one the newest. */
export const useProgramme = (key: string, version: number | null, wanted = true) =>
  useQuery({
    queryKey: keyOf.programme(key, version),
    queryFn: ({ signal }) =>
      getJson<Programme>(`/api/programmes/${key}${version === null ? '' : `?version=${version}`}`, signal),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useLines = () =>
  useQuery({
    queryKey: keyOf.lines,
    queryFn: async ({ signal }) => {
      const lines: EnrolmentLine[] = []
      for (let from: string | null = ''; from !== null; ) {
        const query: string = from && `?cursor=${from}`
        const page: { items: EnrolmentLine[]; cursor: string | null } = await getJson(`/api/enrolments${query}`, signal)
        lines.push(...page.items)
        from = page.cursor
      }
      return lines
    },
  })

export const useEnrolment = (id: string | null) =>
  useQuery({
    queryKey: keyOf.enrolment(id ?? ''),
    queryFn: ({ signal }) => getJson<Enrolment>(`/api/enrolments/${id}`, signal),
    enabled: id !== null,
  })

export const useSummary = (id: string) =>
  useQuery({
    queryKey: keyOf.summary(id),
    queryFn: ({ signal }) => getJson<Summary>(`/api/enrolments/${id}/summary`, signal),
    staleTime: 0,
  })

export const useRevisions = (enrolment: string, prompt: string, wanted: boolean) =>
  useQuery({
    queryKey: ['revisions', enrolment, prompt],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: Revision[] }>(`/api/enrolments/${enrolment}/answers/${prompt}/revisions`, signal)).items,
    enabled: wanted,
    staleTime: 0,
  })

/** Between the tabs of this browser: an enrolment was changed in one of them. */
const between = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('mosaic.enrolments')

export function tellTabs(id: string): void {
  between?.postMessage(id)
}

export function hearTabs(heard: (id: string) => void): () => void {
  const listen = (event: MessageEvent) => heard(String(event.data))
  between?.addEventListener('message', listen)
  return () => between?.removeEventListener('message', listen)
}

/** After an act on an enrolment everything that shows it is read anew, in this tab and in others. */
export async function refresh(queries: QueryClient, id: string): Promise<void> {
  tellTabs(id)
  await Promise.all([
    queries.invalidateQueries({ queryKey: keyOf.enrolment(id) }),
    queries.invalidateQueries({ queryKey: keyOf.summary(id) }),
    queries.invalidateQueries({ queryKey: keyOf.lines }),
  ])
}

/** An act on one enrolment: a request, after which the page shows what came of it. */
export function useAct<Input = void, Result = unknown>(id: string, send: (input: Input) => Promise<Result>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSettled: () => refresh(queries, id),
  })
}

export const of = (id: string, rest = '') => `/api/enrolments/${id}${rest}`

export function storedOf(answer: Omit<CurrentAnswer, never>): Stored {
  const { text, value, revision, savedAt, state } = answer
  return { text, value, revision, savedAt, final: state === 'final' }
}

const PATIENCE = 12_000

export type AnswerPlace = { enrolment: string; version: number; prompt: string }

/** Writes one answer. `onMoved` hears that the enrolment is on another version by now. A request is kept alive past its page; one without an answer in twelve seconds counts as lost. */
export function transportOf({ enrolment, version, prompt }: AnswerPlace, onMoved: () => void): Transport {
  const path = of(enrolment, `/answers/${prompt}`)
  return async ({ text, value, basedOn, final, settles }) => {
    if (text.length > ANSWER_MAX)
      return { kind: 'failed', passing: false, retryAfter: null, message: 'Only shorter answers can be saved.' }
    try {
      const response = await ask(path, {
        method: 'PUT',
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ text, value, final, version },
          ...(basedOn > 0 && { basedOn }),
          ...(settles && { settles }),
        }),
      })
      const { revision, savedAt, state } = (await response.json()) as SavedAnswer
      return { kind: 'saved', revision, savedAt, final: state === 'final' }
    } catch (error) {
      if (!(error instanceof Problem))
        return { kind: 'failed', passing: true, retryAfter: null, message: 'The server did not answer in time.' }
      if (error.code === 'programmes.answer_changed') {
        const theirs = await theirsOf(error, enrolment, prompt)
        if (theirs) return { kind: 'changed', theirs }
      }
      if (error.code === 'programmes.version_changed') onMoved()
      const passing = error.passing || error.status >= 500
      return { kind: 'failed', passing, retryAfter: error.retryAfter, message: messageOf(error) }
    }
  }
}

/**
 * Where the present version asks what a prompt of another one asked: a key, null where nowhere, undefined where that version
 * is the present one or it cannot be told now. It asks by a write that the server refuses.
 */
export async function placeNow({ enrolment, version, prompt }: AnswerPlace, text: string) {
  try {
    await sendJson('PUT', of(enrolment, `/answers/${prompt}`), { text, version, basedOn: 0 })
  } catch (error) {
    if (error instanceof Problem && error.code === 'programmes.version_changed')
      return (error.more as Partial<VersionChanged>).prompt ?? null
  }
  return undefined
}

async function theirsOf(problem: Problem, enrolment: string, prompt: string): Promise<Stored | null> {
  const told = problem.more.current as CurrentAnswer | undefined
  if (told && typeof told.text === 'string') return storedOf(told)
  const whole = await getJson<Enrolment>(of(enrolment)).catch(() => null)
  const answer = whole?.answers.find(one => one.prompt === prompt)
  return answer ? storedOf(answer) : null
}

export const act = {
  enrol: (programme: string, startAnew = false) =>
    sendJson<Enrolment>('POST', '/api/enrolments', { programme, ...(startAnew && { startAnew }) }),
  move: (id: string, prompt: string) => sendJson<Enrolment>('PUT', of(id, '/position'), { prompt }),
  skip: (id: string, prompt: string) => sendJson<Enrolment>('POST', of(id, '/skips'), { prompt }),
  pause: (id: string) => sendJson('POST', of(id, '/pause'), {}),
  resume: (id: string) => sendJson('DELETE', of(id, '/pause')),
  complete: (id: string) => sendJson('POST', of(id, '/completion'), {}),
}
