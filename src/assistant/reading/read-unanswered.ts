import { sql } from 'kysely'
import { catalogueNames, findListing, oneReading } from '../../catalogue/index.ts'
import { findTurn, lockConversation, setWish, type Turn } from '../../conversations/index.ts'
import { isRead, recordReading, skipReading, unreadMessage } from '../../leads/index.ts'
import { rememberFacts } from '../../people/index.ts'
import { asUnavailable, type Context, tell, transact } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { isCrisis } from '../coach/reading/crisis.ts'
import { deedsOf, lookUpLiking, recordDeeds } from '../events.ts'
import type { Finding } from '../findings.ts'
import { type Plan, planTurn } from '../plan.ts'
import { readMind } from '../read-mind.ts'
import { factsOf } from '../remember.ts'
import { idOf } from '../state.ts'
import type { Wish } from '../understand/index.ts'
import { escalate } from './escalate.ts'
import { readingOf } from './reading-of.ts'

/**
 * Understands a message that is left to a human and writes down how it was read: stage and cards live on, the wish and what is
 * remembered too, and nothing is said. Once; a message that is being read by another process is left to it.
 */
async function readUnanswered(ctx: Context, assistant: Assistant, messageId: string): Promise<void> {
  await transact(ctx, async ctx => {
    const left = await findTurn(ctx, messageId)
    if (left?.desk !== 'sales' || left.state !== 'human') return
    // As whoever completes a turn: the person first, by the lock that remembering takes.
    await sql`select from persons where id = ${left.personId}::uuid for no key update`.execute(ctx.db)
    if (!(await lockConversation(ctx, left.conversationId)) || (await isRead(ctx, messageId))) return
    if (isCrisis(left.text)) return skipReading(ctx, messageId)
    // What is held in mind is read under the lock.
    await read(ctx, assistant, (await findTurn(ctx, messageId))!)
  })
}

/** The same for whoever has the message at hand; what goes wrong is left to the loop that catches up. */
export async function readAlong(ctx: Context, assistant: Assistant, messageId: string): Promise<void> {
  await readUnanswered(ctx, assistant, messageId).catch(error =>
    ctx.log.warn({ err: error, message: messageId }, 'a message to a human is read later'),
  )
}

async function read(ctx: Context, assistant: Assistant, turn: Turn): Promise<void> {
  const { personId, messageId } = turn
  const own: Context = { ...ctx, actor: { kind: 'visitor', keyHash: '', personId } }
  const reading = oneReading(ctx)
  const mind = readMind(ctx, assistant, turn, await catalogueNames(reading))
  const plan = planTurn(mind)
  const findings = await lookUp(reading, mind, plan)
  const focus = findings.length === 1 && findings[0]!.tool === 'facts' ? findings[0]!.listing : null
  const after = {
    wish: plan.wish,
    focus: focus?.name ?? mind.state.focus,
    ids: focus ? { ...mind.state.ids, [focus.name]: focus.id } : mind.state.ids,
  }
  const deeds = await lookUpLiking(reading, mind, deedsOf(mind, plan, findings))
  await rememberFacts(own, { personId, messageId, facts: factsOf(mind, plan.wish) })
  await recordDeeds(own, deeds, { personId, messageId })
  const { alert } = await recordReading(ctx, { messageId, ...readingOf(mind, plan, findings, after), nudge: null })
  await escalate(ctx, turn, { urgent: null, alert })
  await keepWish(own, turn, mind.state.wish, plan.wish)
  tell(ctx, { topic: 'lead', id: personId })
}

/** The listings that the message asks about: all that a reading needs of what an answer would look up. */
async function lookUp(ctx: Context, mind: Parameters<typeof planTurn>[0], plan: Plan): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { tool, input } of plan.steps.flatMap(step => step.calls)) {
    if (tool !== 'facts' || typeof input.listing !== 'string') continue
    const listing = await findListing(ctx, idOf(mind, input.listing))
    const asked = (input.facts ?? []) as Extract<Finding, { tool: 'facts' }>['asked']
    if (listing) findings.push({ tool: 'facts', listing, asked, facts: [], distances: [] })
  }
  return findings
}

/** What is looked for now, for the assistant that comes back and for the page: as if it had been picked there. */
async function keepWish(ctx: Context, { conversationId }: Turn, before: Wish, after: Wish): Promise<void> {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Wish)[]
  const changed = keys.filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  const open = await sql`
    select from conversations where id = ${conversationId}::uuid and closed_at is null`.execute(ctx.db)
  if (changed.length === 0 || open.rows.length === 0) return
  const set = Object.fromEntries(changed.flatMap(key => (after[key] === undefined ? [] : [[key, after[key]] as const])))
  await setWish(ctx, { desk: 'sales', set, clear: changed.filter(key => after[key] === undefined) })
}

/**
 * Reads one message that was left to a human and that its process did not come to read. Gives whether there was one. A message
 * that cannot be read is not tried again, so that it stands in no other's way.
 */
export async function readForgotten(ctx: Context, assistant: Assistant): Promise<boolean> {
  const messageId = await unreadMessage(ctx)
  if (!messageId) return false
  try {
    await readUnanswered(ctx, assistant, messageId)
  } catch (error) {
    if (asUnavailable(error)) throw error
    ctx.log.error({ err: error, message: messageId }, 'a message could not be read')
    await skipReading(ctx, messageId)
  }
  return true
}
