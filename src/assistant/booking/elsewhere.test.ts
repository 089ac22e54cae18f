import { beforeAll, describe, expect, it } from 'vitest'
import {
  AppointmentSettings,
  listCallbacks,
  seedSampleStaff,
  writeAppointmentSettings,
} from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { testBusiness, testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { chipsIn, openVisitor, type Said } from '../testing/desk.ts'

const zone = 'America/New_York'
const business = { ...testBusiness, timeZone: zone }
const assistant = createAssistant({ timeZone: zone, channels: { email: true, phone: false } })

function desk(store: ReturnType<typeof testStore>, from: string, by = assistant, where = business) {
  let now = Temporal.Instant.from(from)
  const one = openVisitor(
    () => store.ctx({ business: where }),
    () => by,
    () => now,
  )
  return {
    ...one,
    async all(...lines: string[]): Promise<Said> {
      let said: Said | undefined
      for (const line of lines) {
        said = await one.say(line)
        now = now.add({ seconds: 20 })
      }
      return said!
    },
  }
}

describe('a business whose clocks change', () => {
  const store = testStore({ connections: 4 })
  beforeAll(async () => {
    await seedSample(store.ctx())
    await seedSampleStaff(store.ctx({ business }))
  })
  const starts = async () =>
    (
      await store.pool.query(
        `select lower(period) as start, status from appointments where status = 'confirmed' order by created_at`,
      )
    ).rows.map(row => row.start.toString())

  it('ten in the morning is ten in the morning before and after the night, also when a visit moves across it', async () => {
    // Friday before the clocks go back on Sunday 1 November 2026.
    const one = desk(store, '2026-10-30T14:00:00Z')
    const said = await one.all("I'm Ravi, ravi@example.org", 'visit Velmora Avalon on 31 October at 10 am')
    expect(said.answer.text).toContain('Saturday 31 October 2026 at 10:00 am (Eastern Daylight Time)')
    expect(said.answer.text).toContain('A message with a calendar entry follows to ravi@example.org.')
    expect(await starts()).toEqual(['2026-10-31T14:00:00Z'])
    const moved = await one.all('move my visit to Monday', 'yes')
    expect(moved.answer.text).toContain('Monday 2 November 2026 at 10:00 am (Eastern Standard Time)')
    expect(await starts()).toEqual(['2026-11-02T15:00:00Z'])
    await one.all('cancel my visit')
  })

  it('on the day of the change the hours named are those of that day', async () => {
    const one = desk(store, '2026-10-30T14:00:00Z')
    const said = await one.all('visit Velmora Avalon on 1 November in the morning')
    const [chip] = chipsIn(said.answer.parts)
    expect(chip!.label).toBe('Sun 1 Nov, 9:00 am')
    await one.all(chip!.text, 'Meera, meera@example.org')
    expect(await starts()).toEqual(['2026-11-01T14:00:00Z'])
  })

  it('where staff confirm, a visit is asked for, not booked', async () => {
    await writeAppointmentSettings(store.ctx({ business }), AppointmentSettings.parse({ confirm: 'staff' }))
    const one = desk(store, '2026-10-30T14:00:00Z')
    const said = await one.all("I'm Asha, asha@example.org", 'visit Velmora Avalon on 3 November at 10 am')
    expect(said.answer.text).toMatch(/is asked for: .* not confirmed yet/)
    expect(said.answer.text).not.toMatch(/^Booked/)
  })
})

describe('a business with nobody on its staff', () => {
  const store = testStore({ connections: 4 })
  beforeAll(async () => {
    await seedSample(store.ctx())
  })

  it('says that it cannot book a visit and offers a call, which is promised and stands in the list of calls', async () => {
    const one = desk(store, '2026-11-20T04:30:00Z', createAssistant(), testBusiness)
    const said = await one.all('tell me about Velmora Avalon', 'can I see it tomorrow at 11 am')
    expect(said.answer.text).toContain('I cannot book a visit')
    const call = await one.all('yes', 'Ravi, 98450 12345')
    expect(call.answer.text).toMatch(
      /^Somebody will call you about Velmora Avalon by 2:0\d pm today, on \+91 98450 12345/,
    )
    const open = await listCallbacks(store.ctx(), {})
    expect(open).toMatchObject([{ kind: 'callback', status: 'pending', staff: null, contact: { name: 'Ravi' } }])
  })

  it('no chip leads to a visit that nobody could give', async () => {
    const said = await desk(store, '2026-11-20T04:30:00Z', createAssistant(), testBusiness).all(
      'tell me about Velmora Avalon',
    )
    expect(chipsIn(said.answer.parts).map(chip => chip.label)).not.toContain('Book a visit')
  })
})
