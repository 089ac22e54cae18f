import { catalogueNames, oneReading } from '../../catalogue/index.ts'
import type { Turn } from '../../conversations/index.ts'
import type { CallLineInput } from '../../leads/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { deedsOf, lookUpLiking } from '../events.ts'
import type { Finding } from '../findings.ts'
import { nextState } from '../next-state.ts'
import { planTurn } from '../plan.ts'
import { readMind } from '../read-mind.ts'
import { readingOf } from '../reading/reading-of.ts'
import { factsOf } from '../remember.ts'
import { runTool } from '../tools/tools.ts'
import type { Workbench } from '../workbench.ts'

/** What a line may look up. Nothing is booked, moved or told from what somebody else typed. */
const LOOKS_UP = new Set(['search', 'more', 'nearby', 'facts', 'compare', 'market', 'emi', 'advice'])
const QUOTE = 300

type Heard = Omit<CallLineInput, 'personId' | 'lineId' | 'callId'>

/**
 * Reads a caller's words as the desk reads a visitor's message: the same understanding, plan and rows, after what was held in
 * mind before. Writes nothing.
 */
export async function hear(
  ctx: Context,
  assistant: Assistant,
  line: { personId: string; lineId: string; text: string; number: number; held: Record<string, unknown> },
): Promise<Heard> {
  const reading = oneReading(ctx)
  const mind = readMind(ctx, assistant, asTurn(ctx, line), await catalogueNames(reading))
  const plan = planTurn(mind)
  const bench: Workbench = {
    ...{ ctx: reading, write: ctx, mind, personId: line.personId, messageId: line.lineId, conversationId: '' },
    ...{ saidAt: ctx.now(), channels: assistant.settings.channels, wish: plan.wish, trusted: true, listed: [] },
  }
  const found: Finding[][] = []
  for (const step of plan.steps) {
    const findings: Finding[] = []
    for (const { tool, input } of step.calls) if (LOOKS_UP.has(tool)) findings.push(await runTool(bench, tool, input))
    found.push(findings)
  }
  const findings = found.flat()
  const state = nextState(mind, plan, findings, '', null)
  const { closing = false, discount = false, contact = false, reading: read } = readingOf(mind, plan, findings, state)
  const first = state.shown[0]
  return {
    text: line.text,
    ...{ reading: read, closing, discount, contact, state },
    facts: factsOf(mind, plan.wish).map(fact => ({ ...fact, quote: line.text.slice(0, QUOTE) })),
    deeds: await lookUpLiking(ctx, mind, deedsOf(mind, plan, found.flat())),
    otherwiseId: first ? (state.ids[first] ?? null) : null,
  }
}

/** The line in the shape of a message that waits for its answer. */
function asTurn(
  ctx: Context,
  {
    personId,
    lineId,
    text,
    number,
    held,
  }: { personId: string; lineId: string; text: string; number: number; held: Record<string, unknown> },
): Turn {
  return {
    ...{ messageId: lineId, conversationId: lineId, personId, desk: 'sales', number, clientId: lineId, text },
    ...{ createdAt: ctx.now(), ui: null, state: 'human', owner: null, leaseUntil: null, attempts: 0, answerId: null },
    ...{ session: null, held, stateNumber: 0, handOff: 'human' },
  }
}
