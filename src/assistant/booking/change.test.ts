import { beforeAll, describe, expect, it } from 'vitest'
import { addTimeOff, listStaff, seedSampleStaff } from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { appointmentsOf, at, FRIDAY, openBooker, RAVI, shownIn, startsIn, startsOf } from '../testing/booking.ts'
import { chipsIn } from '../testing/desk.ts'

const store = testStore({ connections: 4 })
const assistant = createAssistant()
const visitor = () => openBooker(store, assistant)
const rowsOf = (one: { keyHash: string }) => appointmentsOf(store, one)

beforeAll(async () => {
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
})

describe('moving and cancelling', () => {
  async function booked(line = 'visit Velmora Avalon on 30 November at 10 am') {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", line)
    return one
  }

  it('"move my visit to Sunday" keeps the hour and asks; a yes moves', async () => {
    const one = await booked()
    const asked = await one.all('move my visit to Sunday')
    expect(asked.answer.text).toMatch(/^Shall I move .* to Sunday 22 November 2026 at 10:00 am/)
    const moved = await one.all('yes')
    expect(moved.answer.text).toContain('Sunday 22 November 2026 at 10:00 am')
    expect(await rowsOf(one)).toMatchObject([{ status: 'confirmed', version: 2 }])
  })

  it('"can we do 4 pm instead" keeps the day and is certain; "sorry, make it 5" is asked', async () => {
    const one = await booked('visit Velmora Avalon on 1 December at 10 am')
    expect((await one.all('can we do 4 pm instead')).answer.text).toMatch(/^Moved/)
    expect(startsOf(await rowsOf(one))).toEqual([at('2026-12-01T16:00:00+05:30')])
    expect((await one.all('sorry, make it 5')).answer.text).toMatch(/Shall I move/)
    await one.all('yes')
    expect(startsOf(await rowsOf(one))).toEqual([at('2026-12-01T17:00:00+05:30')])
  })

  it('"postpone it by a day", "two hours later"', async () => {
    const one = await booked('visit Velmora Avalon on 2 December at 2 pm')
    await one.all('postpone it by a day')
    expect(startsOf(await rowsOf(one))).toEqual([at('2026-12-03T14:00:00+05:30')])
    await one.all('can we do it two hours earlier')
    expect(startsOf(await rowsOf(one))).toEqual([at('2026-12-03T12:00:00+05:30')])
    const offer = await one.all('move my visit')
    expect(startsIn(offer)[0]).toMatch(/^2026-12-03/)
  })

  it('what is tapped in another tab, of an offer that is older, is asked about and never a second visit', async () => {
    const one = visitor()
    const offer = await one.all("I'm Ravi, 98450 12345", 'visit Velmora Avalon on 11 December')
    const [first, second] = chipsIn(offer.answer.parts)
    await one.all(first!.text)
    const late = await one.all(second!.text)
    expect(late.answer.text).toMatch(/^Shall I move/)
    expect(await rowsOf(one)).toHaveLength(1)
    await one.all('yes')
    expect(await rowsOf(one)).toMatchObject([{ status: 'confirmed', version: 2 }])
  })

  it('two people who are asked about one start: who says yes first has it', async () => {
    const start = Temporal.Instant.from('2026-12-16T10:00:00+05:30')
    const ctx = store.ctx({ actor: { kind: 'system' }, now: () => FRIDAY })
    const [, ...others] = await listStaff(ctx)
    for (const { id } of others) await addTimeOff(ctx, { staffId: id, start, end: start.add({ hours: 24 }) })
    const pair = [visitor(), visitor()]
    for (const one of pair) await one.all("I'm Ravi, 98450 12345")
    const said = await Promise.all(pair.map(one => one.all('visit Velmora Avalon on 16 December at 12 pm')))
    expect(said.filter(one => one.answer.text.startsWith('Booked'))).toHaveLength(1)
    expect(said.filter(one => one.answer.text.includes('that time is taken'))).toHaveLength(1)
  })

  it('another time said while a start is held replaces it', async () => {
    const one = visitor()
    await one.all('visit Velmora Avalon on 4 December at 10 am', 'no, 4 pm is better', RAVI)
    expect(startsOf(await rowsOf(one))).toEqual([at('2026-12-04T16:00:00+05:30')])
  })

  it('"cancel it" names it and asks, "cancel my visit" with one visit is clear', async () => {
    const one = await booked('visit Velmora Avalon on 5 December at 10 am')
    expect((await one.all('cancel it')).answer.text).toMatch(
      /^Shall I cancel your visit to Velmora Avalon on Saturday 5 December/,
    )
    expect((await one.all('no')).answer.text).toContain('stays as it is')
    expect(await rowsOf(one)).toMatchObject([{ status: 'confirmed' }])
    const gone = await one.all('cancel my visit')
    expect(gone.answer.text).toMatch(/^Cancelled: your visit/)
    expect(chipsIn(gone.answer.parts)).toContainEqual({
      label: 'Book another time',
      text: 'I want to visit Velmora Avalon',
    })
    expect(await rowsOf(one)).toMatchObject([{ status: 'cancelled' }])
    expect((await one.all('cancel my visit')).answer.text).toContain('You have no visit')
  })

  it('"cancel my visit" to another home than the one being arranged lets nothing go', async () => {
    const one = visitor()
    await one.all('visit Velmora Avalon on 17 December at 10 am')
    expect((await one.all('cancel my visit to Halverly Glenbrook')).answer.text).toContain('You have no visit')
    expect(await rowsOf(one)).toMatchObject([{ status: 'held' }])
    await one.all('cancel it')
    expect(await rowsOf(one)).toEqual([])
  })

  it('with several it asks which', async () => {
    const one = await booked('visit Velmora Avalon on 7 December at 10 am')
    await one.all('visit Halverly Glenbrook on 7 December at 2 pm')
    const asked = await one.all('cancel my visit')
    expect(asked.answer.text).toMatch(
      /^Which one do you mean: your visit to Velmora Avalon .* or your visit to Halverly Glenbrook/,
    )
    const chip = chipsIn(asked.answer.parts)[1]!
    await one.all(chip.text)
    expect((await rowsOf(one)).map(row => [row.name, row.status])).toEqual([
      ['Velmora Avalon', 'confirmed'],
      ['Halverly Glenbrook', 'cancelled'],
    ])
  })

  it('"when is my visit?" tells what was agreed, and reads only', async () => {
    const one = await booked('visit Velmora Avalon on 8 December at 10 am')
    const before = await rowsOf(one)
    const said = await one.all('when is my visit?')
    expect(said.answer.text).toContain('Tuesday 8 December 2026 at 10:00 am (India Standard Time)')
    expect(shownIn(said)).toHaveLength(1)
    expect(await rowsOf(one)).toEqual(before)
    expect((await visitor().all('when is my visit?')).answer.text).toContain('You have no visit')
  })

  it('nobody else’s appointment is told, moved or cancelled', async () => {
    const one = await booked('visit Velmora Avalon on 9 December at 10 am')
    const [row] = await rowsOf(one)
    for (const line of ['cancel my visit', `cancel ${row!.code}`, 'move my visit to Sunday', 'when is my visit?']) {
      const said = await visitor().all(line)
      expect(shownIn(said), line).toEqual([])
    }
    expect(await rowsOf(one)).toMatchObject([{ status: 'confirmed', version: 1 }])
  })

  it('the welcome of a later session begins with what is coming', async () => {
    const one = await booked('visit Velmora Avalon on 10 December at 10 am')
    one.wait(24 * 60)
    const said = await one.all('hello')
    expect(said.answer.text).toMatch(
      /^Welcome back, Ravi! .*Coming up: your visit to Velmora Avalon on Thursday 10 December 2026 at 10:00 am\.$/,
    )
  })
})
