import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, beforeEach } from 'vitest'
import { actingAs, makeAccount } from '../../../accounts/testing.ts'
import { seedSampleStaff } from '../../../appointments/index.ts'
import { seedSample } from '../../../catalogue/index.ts'
import { type HandOffReason, postMessage } from '../../../conversations/index.ts'
import type { Context, Events } from '../../../storage/index.ts'
import type { testStore } from '../../../storage/testing/index.ts'
import { createAssistant } from '../../assistant.ts'
import { settle } from '../../respond.ts'
import { openVisitor } from '../../testing/desk.ts'

/** The sales desk on a test's own store, and what it announces. */
export function salesDesk(store: ReturnType<typeof testStore>) {
  const assistant = createAssistant({ repeatWaitMs: 30_000 })
  const told: { reason: HandOffReason; conversationId: string }[] = []
  let agent: Context

  beforeAll(async () => {
    await seedSample(store.ctx())
    await seedSampleStaff(store.ctx())
    agent = actingAs(store.ctx(), await makeAccount(store.ctx()))
    const note = async (_ctx: Context, event: Events['conversation.handed_off'] | Events['conversation.alerted']) => {
      told.push(event)
    }
    store.events.subscribe('conversation.handed_off', note)
    store.events.subscribe('conversation.alerted', async (ctx, event) => {
      await sql`update conversations set alert = ${event.reason}, alerted_at = now() where id = ${event.conversationId}`.execute(
        ctx.db,
      )
      await note(ctx, event)
    })
  })
  beforeEach(() => {
    told.length = 0
  })
  return { assistant, told, open, staff: () => agent }

  /** A visitor with a clock of their own. */
  function open() {
    let now = Temporal.Instant.from('2026-11-20T04:30:00Z')
    const one = openVisitor(
      () => store.ctx(),
      () => assistant,
      () => now,
    )
    return {
      ...one,
      wait: (minutes: number) => {
        now = now.add({ minutes })
      },
      async all(...lines: string[]) {
        let said: Awaited<ReturnType<typeof one.say>> | undefined
        for (const line of lines) {
          said = await one.say(line)
          now = now.add({ seconds: 20 })
        }
        return said!
      },
      agent: (): Context => ({ ...agent, now: () => now }),
      /** Posts as the page does and waits for what comes of it. */
      async post(text: string) {
        const owner = assistant.newOwner()
        const posted = await postMessage(one.ctx(), { desk: 'sales', clientId: randomUUID(), text, owner })
        return { posted, ...(await settle(one.ctx(), assistant, posted, { owner })) }
      },
      conversation: async () =>
        (
          await store.pool.query(
            `select c.id, c.person_id, c.hand_off, c.hand_off_reason from conversations c join visitor_keys k using (person_id)
             where k.key_hash = $1`,
            [one.keyHash],
          )
        ).rows[0] as { id: string; person_id: string; hand_off: string; hand_off_reason: string | null },
      readings: async () =>
        (
          await store.pool.query(
            `select r.* from sales_readings r join conversations c on c.id = r.conversation_id
             join visitor_keys k using (person_id) where k.key_hash = $1 order by r.number`,
            [one.keyHash],
          )
        ).rows,
      nudges: async () =>
        (
          await store.pool.query(
            `select n.pattern, n.priority, n.evidence, n.created_at from nudges n join conversations c on c.id = n.conversation_id
             join visitor_keys k using (person_id) where k.key_hash = $1 order by n.created_at`,
            [one.keyHash],
          )
        ).rows as { pattern: string; priority: string; evidence: Record<string, unknown> }[],
    }
  }
}
