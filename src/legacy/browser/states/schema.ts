/** What an earlier application left in a browser, by its key there. */
export const localKeys = ['ps101_state', 'ps101_v2_state', 'ps101_simple_state'] as const
export type LocalKey = (typeof localKeys)[number]

/** One text of a state: of which step (from 1) and which of its answers (from 0). */
export type LocalAnswer = { step: number; n: number; text: string; at: string | null }
export type LocalExperiment = {
  id: string
  title: string
  hypothesis: string
  metric: string
  resources: string
  startOn: string | null
  reviewOn: string | null
  obstacles: { kind: 'external' | 'internal'; label: string; strategy: string }[]
  actions: { label: string; dueOn: string | null; who: string; done: boolean }[]
  learnings: string[]
}
export type LocalState = { answers: LocalAnswer[]; experiments: LocalExperiment[] }

type Fields = Record<string, unknown>

/** What somebody wrote in an earlier application, as its browser state has it; undefined for what is no such state. Never fails. */
export function readLocalState(key: LocalKey, text: string): LocalState | undefined {
  const state = parsed(text)
  if (!state) return undefined
  const at =
    momentOf(state.lastUpdated) ??
    momentOf(state.last_updated) ??
    momentOf(state.startedAt) ??
    momentOf(state.started_at)
  const answers =
    key === 'ps101_simple_state'
      ? listOf(state.answers).map(({ n, value }) => answerOf(1, n, value, at))
      : key === 'ps101_state'
        ? numbered(state.answers ?? state.steps).map(({ step, value }) => answerOf(step, 0, value, at))
        : numbered(state.steps).flatMap(({ step, value }) => {
            const held = isFields(value) ? (value.prompts ?? value.answers ?? value.responses) : value
            return listOf(held).map(({ n, value }) => answerOf(step, n, value, at))
          })
  return {
    answers: answers.filter(({ text }) => text.trim() !== ''),
    experiments: listOf(state.experiments).flatMap(({ n, value }) => experimentOf(n, value)),
  }
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Steps by their numbers: an object's keys, or the places of a list. */
function numbered(value: unknown): { step: number; value: unknown }[] {
  if (Array.isArray(value)) return value.map((one: unknown, n) => ({ step: n + 1, value: one }))
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([key, one]) => {
    const step = Number(/^(?:step[_-]?)?(\d{1,3})$/i.exec(key)?.[1] ?? Number.NaN)
    return Number.isNaN(step) ? [] : [{ step, value: one }]
  })
}

/** The items of a list, or of an object that counts from 0. */
function listOf(value: unknown): { n: number; value: unknown }[] {
  if (Array.isArray(value)) return value.map((one: unknown, n) => ({ n, value: one }))
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([key, one]) => (/^\d{1,3}$/.test(key) ? [{ n: Number(key), value: one }] : []))
}

function answerOf(step: number, n: number, value: unknown, at: string | null): LocalAnswer {
  if (!isFields(value)) return { step, n, text: textOf(value), at }
  const text = textOf(value.response) || textOf(value.answer) || textOf(value.text) || textOf(value.value)
  return { step, n, text, at: momentOf(value.completedAt) ?? momentOf(value.timestamp) ?? at }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function momentOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const date = new Date(value)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1990 ? null : date.toISOString()
}

function experimentOf(n: number, value: unknown): LocalExperiment[] {
  if (!isFields(value)) return []
  const duration = isFields(value.duration) ? value.duration : {}
  const reflection = isFields(value.reflection) ? value.reflection : {}
  const said = [
    textOf(reflection.outcome) || textOf(reflection.outcomes),
    textOf(reflection.learning) || textOf(reflection.summary),
  ]
  const one: LocalExperiment = {
    id: textOf(value.id) || String(n),
    title: textOf(value.title),
    hypothesis: textOf(value.hypothesis),
    metric: textOf(value.successMetric) || textOf(value.metric),
    resources: textOf(value.resources),
    startOn: dayOf(duration.start ?? value.startDate),
    reviewOn: dayOf(duration.review ?? value.reviewDate),
    obstacles: listOf(value.obstacles).flatMap(({ value: obstacle }) => obstacleOf(obstacle)),
    actions: listOf(value.actions).flatMap(({ value: action }) => actionOf(action)),
    learnings: [...said, ...listOf(value.learnings).map(({ value }) => textOf(value))].filter(
      text => text.trim() !== '',
    ),
  }
  const isEmpty = !one.title && !one.hypothesis && !one.metric && !one.resources
  return isEmpty && one.obstacles.length + one.actions.length + one.learnings.length === 0 ? [] : [one]
}

function obstacleOf(value: unknown): LocalExperiment['obstacles'] {
  if (!isFields(value)) return textOf(value) ? [{ kind: 'external', label: textOf(value), strategy: '' }] : []
  const label = textOf(value.label) || textOf(value.text) || textOf(value.description)
  const kind = textOf(value.type) === 'internal' || textOf(value.kind) === 'internal' ? 'internal' : 'external'
  return label ? [{ kind, label, strategy: textOf(value.strategy) || textOf(value.mitigation) }] : []
}

function actionOf(value: unknown): LocalExperiment['actions'] {
  if (!isFields(value)) return textOf(value) ? [{ label: textOf(value), dueOn: null, who: '', done: false }] : []
  const label = textOf(value.label) || textOf(value.task) || textOf(value.text) || textOf(value.description)
  const who = textOf(value.accountability) || textOf(value.who)
  const done = value.completed === true || value.done === true
  return label ? [{ label, dueOn: dayOf(value.dueDate ?? value.due ?? value.date), who, done }] : []
}

/** YYYY-MM-DD of a real day, or null. */
function dayOf(value: unknown): string | null {
  const day = /^\d{4}-\d\d-\d\d/.exec(textOf(value))?.[0]
  return day && momentOf(`${day}T00:00:00Z`)?.startsWith(day) ? day : null
}
