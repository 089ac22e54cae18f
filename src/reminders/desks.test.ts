import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { actingAs, makeAccount } from '../accounts/testing.ts'
import { testStore } from '../storage/testing/index.ts'
import { cancelReminder } from './cancel-reminder.ts'
import { listReminders } from './list-reminders.ts'
import { resendReminder } from './resend-reminder.ts'
import { registerSubject, subjectHandler } from './subject.ts'
import { plan, subject } from './testing.ts'

const store = testStore()

test('staff see and take back what is of their own desk; the rest is for administrators', async () => {
  const ctx = store.ctx()
  const [theirs, ours] = [subject(), subject()]
  const { seenBy: _, ...silent } = subjectHandler(theirs.kind)!
  registerSubject(theirs.kind, silent)
  registerSubject(ours.kind, {
    ...subjectHandler(ours.kind)!,
    seenBy: ({ role }) => (role === 'agent' ? sql`true` : sql`false`),
  })
  const [secret, shown] = [await plan(ctx, theirs.kind), await plan(ctx, ours.kind)]
  const [agent, coach, admin] = await Promise.all(
    (['agent', 'coach', 'admin'] as const).map(async role => actingAs(ctx, await makeAccount(ctx, role))),
  )
  const seen = async (who: typeof ctx) => {
    const lists = await Promise.all([secret, shown].map(({ subjectId }) => listReminders(who, { subjectId, limit: 5 })))
    return lists.map(({ items }) => items.length)
  }
  expect(await Promise.all([agent!, coach!, admin!].map(seen))).toEqual([
    [0, 1],
    [0, 0],
    [1, 1],
  ])
  for (const act of [cancelReminder, resendReminder])
    await expect(act(agent!, { id: secret.id, reason: 'x' })).rejects.toMatchObject({ code: 'reminders.unknown' })
  await expect(listReminders(agent!, { cursor: secret.id })).rejects.toMatchObject({ code: 'reminders.cursor' })
  expect((await cancelReminder(agent!, { id: shown.id, reason: 'x' })).status).toBe('cancelled')
})
