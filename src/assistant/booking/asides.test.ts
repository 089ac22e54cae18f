import { beforeAll, describe, expect, it, test } from 'vitest'
import { seedSampleStaff } from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { appointmentsOf, at, openBooker, startsIn, startsOf } from '../testing/booking.ts'

const store = testStore({ connections: 4 })
const assistant = createAssistant()
const visitor = () => openBooker(store, assistant)
const rowsOf = (one: { keyHash: string }) => appointmentsOf(store, one)

beforeAll(async () => {
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
})

/** A day of its own for each: who books the same start is told that it is taken. */
let day = 0

describe('beside a question that stands open', () => {
  async function heldUntilContact() {
    const one = visitor()
    await one.all(`visit Velmora Avalon on ${++day} December at 10 am`)
    return one
  }

  it('what is not understood asks it once more, and the answer still counts', async () => {
    const one = await heldUntilContact()
    const { text } = (await one.all('what a day it was for the cricket')).answer
    expect(text).toMatch(/I still need your name and a phone number or e-mail address/)
    await one.all('meera@example.com', 'what a day it was', 'meera')
    expect(await rowsOf(one)).toMatchObject([{ status: 'confirmed' }])
  })

  test.for(['why do you need my number?', "I don't want to give my phone number"])(
    '"%s" is answered, and lets nothing go',
    async line => {
      const one = await heldUntilContact()
      expect((await one.all(line)).answer.text).toMatch(/an e-mail address does as well .* I need your name/)
      expect(await rowsOf(one)).toMatchObject([{ status: 'held' }])
    },
  )

  test.for([
    ['is it booked?', /^Not yet: nothing is booked\./],
    ['do I have to pay anything for the visit?', /names no charge/],
    ['can my wife come along?', /^Nothing is booked yet/],
  ] as const)('"%s" is answered without booking', async ([line, expected]) => {
    const one = await heldUntilContact()
    expect((await one.all(line)).answer.text).toMatch(expected)
    expect(await rowsOf(one)).toMatchObject([{ status: 'held' }])
  })

  it('a sigh is no name', async () => {
    const one = await heldUntilContact()
    expect((await one.all('umm')).answer.text).toMatch(/I still need your name/)
  })

  it('"actually no" lets the time go', async () => {
    const one = await heldUntilContact()
    expect((await one.all('actually no')).answer.text).toMatch(/nothing is booked/)
    expect(await rowsOf(one)).toEqual([])
  })

  it('"whenever" keeps to the offered times, and a date of last year is told to be over', async () => {
    const one = visitor()
    const offer = await one.all('visit Velmora Avalon on 9 December')
    expect(startsIn(await one.all('whenever'))).toEqual(startsIn(offer))
    expect((await one.all('visit Velmora Avalon on 2 November 2025')).answer.text).toMatch(/^That time is over\./)
  })
})

describe('beside a visit that was booked', () => {
  async function booked() {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", `visit Velmora Avalon on ${++day} December at 10 am`)
    return one
  }

  test.for(['and citrine at 1 pm', 'also book velmora citrine the same day at 1 pm'])(
    '"%s" is one more visit on that day, and moves nothing',
    async line => {
      const one = await booked()
      await one.all(line)
      const rows = await rowsOf(one)
      const date = `2026-12-${String(day).padStart(2, '0')}`
      expect(rows.map(row => row.name)).toEqual(['Velmora Avalon', 'Velmora Citrine'])
      expect(startsOf(rows)).toEqual([at(`${date}T10:00:00+05:30`), at(`${date}T13:00:00+05:30`)])
    },
  )

  it('"cancel it" while another time is looked for means the visit, and is asked; "no wait, don\'t cancel" keeps it', async () => {
    const one = await booked()
    expect((await one.all('move my visit', 'cancel it')).answer.text).toMatch(/^Shall I cancel your visit/)
    expect((await one.all("no wait, don't cancel")).answer.text).toBe('All right, it stays as it is.')
    expect((await one.all("don't cancel")).answer.text).toMatch(/^Yes, your visit .* stands/)
    expect(await rowsOf(one)).toMatchObject([{ status: 'confirmed' }])
  })

  test.for([
    ['please confirm', /^Yes, your visit to Velmora Avalon .* stands/],
    ['is my visit cancelled?', /^Your visit to Velmora Avalon is on/],
    ['who do I meet', /will meet you there/],
    ["what's his number?", /I have no number of theirs/],
    ['my husband wants to come too', /^I have noted that with your visit/],
    ["I'll be 15 mins late", /^I have noted that with your visit/],
    ['please tell them I need a wheelchair', /^I have noted that with your visit/],
  ] as const)('"%s" is about that visit', async ([line, expected]) => {
    const one = await booked()
    const before = startsOf(await rowsOf(one))
    expect((await one.all(line)).answer.text).toMatch(expected)
    expect(startsOf(await rowsOf(one))).toEqual(before)
  })

  it('a call that is wished tomorrow instead of today keeps its hour', async () => {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", 'call me today at 6 pm', 'not today, tomorrow')
    const pending = (await rowsOf(one)).filter(row => row.status === 'pending')
    expect(pending.map(row => row.due_at?.toString())).toEqual([at('2026-11-21T18:00:00+05:30')])
  })

  it('what is let go beside it is not said to be all: it stands, and "cancel both" asks for it', async () => {
    const one = await booked()
    const held = await one.all('visit Velmora Citrine on 18 December', 'no')
    expect(held.answer.text).toMatch(/stands: your visit to Velmora Avalon/)
    await one.all('visit Velmora Citrine on 18 December')
    expect((await one.all('cancel both')).answer.text).toMatch(/^Shall I cancel your visit to Velmora Avalon/)
  })

  it('nothing is called moved that was at that time before', async () => {
    const one = await booked()
    await one.all('move my visit to 21 December at 10 am')
    expect((await one.all('move my visit to 21 December at 10 am')).answer.text).toMatch(/is at that time already/)
  })

  test.for(['call me tomorrow at 11 am', 'schedule a call for tomorrow at 11 am'])(
    '"%s" is a call, and the visit stays where it is',
    async line => {
      const one = await booked()
      const [before] = await rowsOf(one)
      await one.all(line)
      const rows = await rowsOf(one)
      expect(rows.map(row => row.kind).toSorted()).toEqual(['callback', 'site_visit'])
      expect(rows.find(row => row.kind === 'site_visit')).toEqual(before)
    },
  )

  it('who asks whether somebody called is promised no call; "nahi chahiye call" takes back what was', async () => {
    const one = await booked()
    await one.all('did anyone call me?')
    expect((await rowsOf(one)).map(row => row.kind)).toEqual(['site_visit'])
    await one.all('call me tomorrow at 11 am', 'nahi chahiye call')
    expect((await rowsOf(one)).find(row => row.kind === 'callback')).toMatchObject({ status: 'cancelled' })
  })

  it('a call that is overdue is said to be owed, and none is promised anew', async () => {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", 'call me, it is urgent')
    one.wait(24 * 60)
    expect((await one.all('why did nobody call me')).answer.text).toMatch(/is still owed/)
  })
})
