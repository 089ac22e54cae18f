import type { CountName, Facts, SpanName, Watch } from '../../kernel/watch.ts'
import type { Metrics } from './metrics.ts'
import { type Scope, scopeNow, withScope } from './scope.ts'
import { errorName, type Span, type Spans } from './spans.ts'

/** A look of a loop that asked only this often found nothing: it is measured, and no trace of it is kept. */
const IDLE_STATEMENTS = 2

export type Prices = { input: number; output: number }

/** A loop's look begins a trace once it is known to be worth one: what it asks before is kept until then. */
export type Held = { statements: { name: string; facts: Facts; ms: number; error: string | undefined }[] }

/** Times and counts what rooms tell, for metrics and traces, whichever are on. */
export function createWatch(
  { metrics, spans }: { metrics?: Metrics | undefined; spans?: Spans | undefined },
  prices: Prices,
): Watch {
  return {
    async span(name, facts, work) {
      const above = scopeNow()
      const scope: Scope = { ...above }
      if (name === 'job') scope.job = String(facts.job)
      if (name === 'turn') scope.turn = { by: 'rules' }
      if (name === 'turn.model' && scope.turn) scope.turn.by = 'model'
      const lazy = name === 'job' && spans ? { statements: [] } : undefined
      if (lazy) {
        scope.held = lazy
        delete scope.span
      } else if (spans) {
        const parent = spanOf(spans, above)
        if (parent?.kept !== false) scope.span = spans.begin(titleOf(name, facts), facts, parent, kindOf(name))
        delete scope.held
      }
      const all: Facts = { ...facts }
      const add = (more: Facts) => {
        Object.assign(all, more)
        scope.span?.add(more)
      }
      const began = performance.now()
      let error: string | undefined
      try {
        return await withScope(scope, () => work(add))
      } catch (thrown) {
        error = errorName(thrown)
        throw thrown
      } finally {
        const seconds = (performance.now() - began) / 1000
        if (lazy && (error !== undefined || lazy.statements.length > IDLE_STATEMENTS)) spanOf(spans!, scope)
        if (lazy) delete scope.held
        scope.span?.end(error)
        if (metrics) measure(metrics, prices, name, { all, seconds, error, by: scope.turn?.by })
      }
    },
    count(name, facts) {
      if (metrics) countIn(metrics, name, facts)
    },
  }
}

/** The span of a scope; that of a loop begins here. */
export function spanOf(spans: Spans, scope: Scope | undefined): Span | undefined {
  if (!scope?.held || scope.span) return scope?.span
  const { statements } = scope.held
  scope.span = spans.begin(`job ${scope.job}`, { job: scope.job }, undefined)
  for (const { name, facts, ms, error } of statements) spans.record(name, facts, scope.span, ms, error)
  return scope.span
}

/** As OpenTelemetry's conventions for generative AI name a span. */
function titleOf(name: SpanName, facts: Facts): string {
  if (name === 'model.call') return `chat ${facts['gen_ai.request.model']}`
  if (name === 'channel.send') return `send ${facts.channel}`
  return name === 'turn.tool' ? `execute_tool ${facts['gen_ai.tool.name']}` : name
}

const kindOf = (name: SpanName) => (name === 'model.call' || name === 'channel.send' ? 'client' : undefined)

type Ended = { all: Facts; seconds: number; error: string | undefined; by: 'rules' | 'model' | undefined }

function measure(metrics: Metrics, prices: Prices, name: SpanName, { all, seconds, error, by }: Ended): void {
  const label = (fact: keyof Facts & string) => String(all[fact] ?? 'none')
  if (name === 'turn') {
    const outcome = error === undefined ? label('outcome') : 'failed'
    metrics.record('mosaic_turn_duration_seconds', seconds, { desk: label('desk'), outcome, by: by ?? 'rules' })
    if (Number(all.attempts) > 1) metrics.add('mosaic_turn_takeovers_total', 1, { desk: label('desk') })
  }
  if (name === 'job')
    metrics.record('mosaic_job_duration_seconds', seconds, { job: label('job'), outcome: error ? 'failed' : 'done' })
  if (name === 'channel.send')
    metrics.record('mosaic_channel_send_duration_seconds', seconds, {
      channel: label('channel'),
      outcome: error ? 'failed' : label('outcome'),
    })
  if (name === 'model.call') {
    const model = label('gen_ai.request.model')
    metrics.record('mosaic_model_call_duration_seconds', seconds, {
      model,
      outcome: error ? 'failed' : label('outcome'),
    })
    const input = Number(all['gen_ai.usage.input_tokens'] ?? 0)
    const output = Number(all['gen_ai.usage.output_tokens'] ?? 0)
    if (input > 0) metrics.add('mosaic_model_tokens_total', input, { model, direction: 'input' })
    if (output > 0) metrics.add('mosaic_model_tokens_total', output, { model, direction: 'output' })
    const dollars = (input * prices.input + output * prices.output) / 1e6
    if (dollars > 0) metrics.add('mosaic_model_cost_dollars_total', dollars, { model })
  }
}

function countIn(metrics: Metrics, name: CountName, facts: Facts): void {
  if (name === 'booking.taken') metrics.add('mosaic_bookings_lost_total', 1, { kind: String(facts.kind) })
  if (name !== 'reminder') return
  const channel = String(facts.channel ?? 'none')
  metrics.add('mosaic_reminders_total', 1, { channel, status: String(facts.status) })
  if (facts.status === 'sent' && typeof facts.late === 'number')
    metrics.record('mosaic_reminder_lateness_seconds', Math.max(0, facts.late), { channel })
}
