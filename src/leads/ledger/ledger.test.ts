import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createPerson } from '../../people/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { addSignals } from './add-signals.ts'
import { contactDeed, sessionDeeds } from './deeds.ts'

const store = testStore({ connections: 8 })

test('eighty signals of one person at once lose none, and the score is their sum', async () => {
  const ctx = store.ctx()
  const personId = await createPerson(ctx)
  const eighty = Array.from({ length: 80 }, (_, at) => sessionDeeds({ personId, number: at + 1 })[0]!)
  await Promise.all(eighty.map(deed => addSignals(ctx, { personId, signals: [deed, contactDeed()] })))
  const found = await sql<object>`
    select count(*) filter (where component = 'session') as sessions, count(*) filter (where component = 'contact') as contacts,
      sum(s.engagement) as summed, l.engagement, l.intent, l.temperature
    from signals s join leads l using (person_id) where person_id = ${personId} group by l.person_id`.execute(ctx.db)
  expect(found.rows).toEqual([
    { sessions: 80, contacts: 1, summed: 3, engagement: 3, intent: 0.5, temperature: 'cold' },
  ])
})
