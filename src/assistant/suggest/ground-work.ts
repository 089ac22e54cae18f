import { sql } from 'kysely'
import { catalogueNames, oneReading } from '../../catalogue/index.ts'
import {
  type ConversationState,
  findTurn,
  type Message,
  readStaffConversation,
  type Turn,
} from '../../conversations/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Coaching, type Lead, readCoaching, readLead } from '../../leads/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import { ruleModel } from '../model/rules.ts'
import { runAtOnce } from '../model/run-rules.ts'
import { type Plan, planTurn } from '../plan.ts'
import { readMind } from '../read-mind.ts'
import { runTool } from '../tools/tools.ts'
import type { Workbench } from '../workbench.ts'

const THREAD = 20
/** What may be looked up for a suggestion: nothing is booked, moved, erased or told of what a person keeps to themselves. */
const LOOKS_UP = new Set(['search', 'more', 'nearby', 'facts', 'compare', 'market', 'emi', 'advice'])

/** All that a suggestion rests on: the thread, the lead, what stands beside the conversation, and a dry run of the rules. */
export type GroundWork = {
  thread: Message[]
  /** The visitor's newest message */
  asked: Message
  handOff: { state: string; since: string | null }
  lead: Lead
  coaching: Coaching
  mind: Mind
  plan: Plan
  findings: Finding[]
  /** What the rules would say to that message, where they may; null where a person has to settle it */
  answer: string | null
}

/**
 * Reads what suggestions need, for staff of the sales desk, and writes nothing. Refuses `conversations.unknown`,
 * `leads.not_allowed`, `assistant.nothing_to_suggest` where the visitor has said nothing yet.
 */
export async function readGroundWork(ctx: Context, assistant: Assistant, conversationId: string): Promise<GroundWork> {
  const one = await readStaffConversation(ctx, { conversationId, limit: THREAD })
  if (one.desk !== 'sales')
    refuse('not_found', 'conversations.unknown', 'There is no such conversation at the sales desk.')
  const asked = one.thread.findLast(message => message.author === 'visitor')
  const turn = asked && (await findTurn(ctx, asked.id))
  if (!asked || !turn)
    refuse(
      'conflict',
      'assistant.nothing_to_suggest',
      'The visitor has said nothing here yet: there is nothing to suggest.',
    )
  const reading = oneReading(ctx)
  const held = await heldBefore(ctx, turn)
  const mind = readMind(ctx, assistant, { ...turn, held }, await catalogueNames(reading))
  const plan = planTurn(mind)
  return {
    thread: one.thread,
    asked,
    handOff: { state: one.handOff, since: one.since },
    lead: await readLead(ctx, { personId: turn.personId }),
    coaching: await readCoaching(ctx, { personId: turn.personId, conversationId }),
    ...{ mind, plan },
    ...(await rehearse(reading, assistant, turn, mind, plan)),
  }
}

/** What was held in mind before this message was answered, if it was. */
async function heldBefore(ctx: Context, { conversationId, messageId, held }: Turn): Promise<ConversationState> {
  const found = await sql<{ state: ConversationState }>`
    select before.state from conversation_states answered
    join conversation_states before on before.conversation_id = answered.conversation_id and before.number < answered.number
    where answered.conversation_id = ${conversationId}::uuid and answered.message_id = ${messageId}::uuid
    order by before.number desc limit 1`.execute(ctx.db)
  const answered = await sql`select from conversation_states where message_id = ${messageId}::uuid`.execute(ctx.db)
  return found.rows[0]?.state ?? (answered.rows.length > 0 ? {} : held)
}

/** The rules' own turn, of the deeds that only look something up. */
async function rehearse(
  ctx: Context,
  assistant: Assistant,
  turn: Turn,
  mind: Mind,
  plan: Plan,
): Promise<{ findings: Finding[]; answer: string | null }> {
  const steps = plan.steps.filter(step => step.calls.length > 0 && step.calls.every(({ tool }) => LOOKS_UP.has(tool)))
  if (steps.length === 0) return { findings: [], answer: null }
  const bench: Workbench = {
    ...{
      ctx,
      write: ctx,
      mind,
      personId: turn.personId,
      messageId: turn.messageId,
      conversationId: turn.conversationId,
    },
    ...{ saidAt: turn.createdAt, channels: assistant.settings.channels, wish: plan.wish, trusted: true, listed: [] },
  }
  const findings: Finding[] = []
  const answer = await runAtOnce(ruleModel(mind, { ...plan, steps }), turn.text, async (tool, input) => {
    const finding = await runTool(bench, tool, input)
    findings.push(finding)
    return finding
  })
  return { findings, answer: answer.trim() === '' ? null : answer }
}
