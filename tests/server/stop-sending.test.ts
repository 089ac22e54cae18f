import { afterEach, expect, test } from 'vitest'
import { wall } from '../../src/appointments/booking/testing/desk.ts'
import { createHouse } from '../../src/house/index.ts'
import { readConfig } from '../../src/server/config.ts'
import { fileSettings } from '../../src/server/file-settings.ts'
import { houseGiven } from '../../src/server/house.ts'
import { startLater } from '../../src/server/later.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { byMail, testHouse, WEDNESDAY } from './house.ts'

const store = testStore({ connections: 4 })
const house = testHouse(store)
afterEach(() => house.mail.behave({ kind: 'take' }))

test.each([
  ['has all of it and does not say so', 'content', { status: 'unknown', reason: 'email.lost' }],
  ['has not asked for it yet', 'recipient', { status: 'scheduled', reason: null }],
] as const)(
  'a stop waits a few seconds for a mail server that %s, and notes what is known',
  async (_name, at, noted) => {
    house.mail.behave({ kind: 'slow', at, ms: 30_000 })
    const visit = await house.book(wall(WEDNESDAY, 17), { contact: byMail, staffId: house.agents[0]! })
    const later = startLater(house.ctx({ actor: { kind: 'system' } }), {
      channels: house.channels({ mail: true }),
      calendars: { google: null, caldavPrivate: false, secret: 'of this test and no other, and long enough' },
      files: fileSettings(readConfig({})),
      house: createHouse(houseGiven(readConfig({}), {})),
      owner: 'stopping',
    })
    await house.mail.reached(at)
    const started = performance.now()
    await later.stop()
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(await house.line(visit, { kind: 'confirmation' })).toMatchObject(noted)
  },
  60_000,
)
