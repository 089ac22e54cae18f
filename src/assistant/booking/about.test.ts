import { sql } from 'kysely'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { seedSampleStaff } from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { appointmentsOf, openBooker } from '../testing/booking.ts'

const store = testStore({ connections: 4 })
const assistant = createAssistant()
const reachable = createAssistant({ channels: { email: true, phone: true } })

beforeAll(async () => {
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
})

/** A day of its own for each: who books the same start is told that it is taken. */
let day = 0

describe('about what was agreed', () => {
  async function booked(with_ = assistant) {
    const one = openBooker(store, with_)
    await one.all("I'm Ravi, 98450 12345, ravi@example.com", `visit Velmora Avalon on ${++day} December at 10 am`)
    const [row] = await appointmentsOf(store, one)
    return { one, row: row! }
  }
  const notesOf = async (code: string) => {
    const { rows } = await sql<{ visitor_notes: string | null; remind_email: boolean; remind_phone: boolean }>`
      select visitor_notes, remind_email, remind_phone from appointments where code = ${code}`.execute(store.db)
    return rows[0]!
  }

  test.for([
    ['is it booked?', /^Yes, your visit to Velmora Avalon on \w+ \d+ December 2026 at 10:00 am stands with /],
    ['kya booking confirm hai?', /^Yes, your visit/],
    ['who will meet me?', /will meet you there/],
    ['where do we meet?', /^At Velmora Avalon: .*Whitefield/],
    ['how long does it take?', /from 10:00 am to 11:00 am/],
    ['do I have to pay for the visit?', /names no charge/],
  ] as const)('"%s" is answered from its row', async ([line, expected]) => {
    const { one, row } = await booked()
    expect((await one.all(line)).answer.text).toMatch(expected)
    expect(await notesOf(row.code)).toMatchObject({ visitor_notes: null })
  })

  test.for([
    'can my wife come along?',
    'what should I bring?',
    'I am running late',
    'change my phone number to 98450 99999',
  ])('"%s" is kept with the visit, once, for staff to read', async line => {
    const { one, row } = await booked()
    expect((await one.all(line)).answer.text).toMatch(/^I have noted .* with your visit to Velmora Avalon/)
    expect((await notesOf(row.code)).visitor_notes).toBe(line)
  })

  it('"send me the details" promises a message only where one can leave, and shows the links for the calendar', async () => {
    const here = await booked()
    const none = await here.one.all('send me the details')
    expect(none.answer.text).toMatch(/^No message goes out to you/)
    expect(none.answer.parts.map(part => part.type)).toContain('appointment')
    const there = await booked(reachable)
    expect((await there.one.all('will I get a confirmation?')).answer.text).toMatch(/goes to ravi@example\.com/)
  })

  it('"stop reminding me" switches reminders off and leaves the visit', async () => {
    const { one, row } = await booked(reachable)
    expect((await one.all('stop reminding me')).answer.text).toMatch(/^Done: no reminders/)
    expect(await notesOf(row.code)).toMatchObject({ remind_email: false, remind_phone: false })
    expect(await appointmentsOf(store, one)).toMatchObject([{ status: 'confirmed', version: 1 }])
  })

  it('"I won\'t be able to come" asks whether to cancel; "is it cancelled?" tells what is so', async () => {
    const { one } = await booked()
    expect((await one.all("I won't be able to come")).answer.text).toMatch(/^Shall I cancel/)
    await one.all('yes')
    expect((await one.all('is it cancelled?')).answer.text).toMatch(/^You have no visit or call booked/)
  })

  it('"don\'t call me" takes back the promised call; asking whether somebody calls promises none', async () => {
    const one = openBooker(store, assistant)
    await one.all('call me tomorrow after 6', 'Kiran 98450 12399')
    expect((await one.all('is anybody going to call me?')).answer.text).toMatch(/will call you/)
    expect((await one.all("don't call me")).answer.text).toMatch(/^Cancelled/)
    expect((await one.all('is anybody going to call me?')).answer.text).not.toMatch(/will call/)
    expect(await appointmentsOf(store, one)).toMatchObject([{ status: 'cancelled' }])
  })
})

describe('while a visit is arranged', () => {
  it('"the first one" after “which home” is that home, not its facts', async () => {
    const one = openBooker(store, assistant)
    const asked = await one.all('2 bhk under 1.5 crore in whitefield', 'can I see it on Saturday morning')
    expect(asked.answer.text).toMatch(/^Which home/)
    expect((await one.all('the first one')).answer.text).toMatch(/^A visit to .* can start on Saturday/)
  })

  it('another home may be named with the time', async () => {
    const one = openBooker(store, assistant)
    await one.all('visit velmora citrine on 30 November')
    expect((await one.all('30 November 10 am for avalon')).answer.text).toMatch(/Velmora Avalon on Monday 30 November/)
  })

  it('"ok book 30 November at 11 am" after a no takes it up again', async () => {
    const one = openBooker(store, assistant)
    await one.all('I want to visit velmora avalon', 'not interested')
    expect((await one.all('ok book 30 November at 11 am')).answer.text).toMatch(/Velmora Avalon on Monday 30 November/)
  })

  it('digits that hold a number only in their middle are none', async () => {
    const one = openBooker(store, assistant)
    await one.all('visit velmora avalon on 30 November at 10 am')
    expect((await one.all('Ravi 98450 1234567890')).answer.text).not.toMatch(/^Booked/)
    expect((await appointmentsOf(store, one)).filter(row => row.status === 'confirmed')).toEqual([])
  })
})
