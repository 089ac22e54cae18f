import { beforeAll, describe, expect, it } from 'vitest'
import { seedSampleStaff } from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { appointmentsOf, at, openBooker, RAVI } from '../testing/booking.ts'
import { chipsIn } from '../testing/desk.ts'

const store = testStore({ connections: 4 })
const assistant = createAssistant()
const visitor = () => openBooker(store, assistant)
const rowsOf = (one: { keyHash: string }) => appointmentsOf(store, one)

beforeAll(async () => {
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
})

describe('a call', () => {
  it.each([
    ['urgent, call me now', 'urgent', /by 10:3\d am today/],
    ['call me asap please', 'urgent', /by 10:3\d am today/],
    ['call me today', 'high', /by 12:0\d pm today/],
    ['call me back', 'medium', /by 2:0\d pm today/],
    ['call me, no hurry', 'low', /by 10:0\d am tomorrow/],
  ])('"%s" is %s and names the promised instant', async (line, urgency, promise) => {
    const one = visitor()
    const said = await one.all("I'm Ravi, 98450 12345", line)
    expect(said.answer.text).toMatch(promise)
    expect(said.answer.text).toContain('+91 98450 12345')
    expect(await rowsOf(one)).toMatchObject([{ kind: 'callback', status: 'pending', urgency }])
  })

  it('"call me tomorrow after 6" asks for name and number, and is promised for six in the evening', async () => {
    const one = visitor()
    const asked = await one.all('call me tomorrow after 6')
    expect(asked.answer.text).toContain('your name and a phone number')
    const said = await one.all(RAVI)
    expect(said.answer.text).toContain('at 6:00 pm tomorrow, Saturday 21 November 2026')
    expect((await rowsOf(one))[0]!.due_at!.toString()).toBe(at('2026-11-21T18:00:00+05:30'))
  })

  it('a second wish changes the one call, earlier or later', async () => {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", 'call me tomorrow after 6', 'can we do 4 pm instead')
    const open = async () => (await rowsOf(one)).filter(row => row.status === 'pending')
    expect((await open()).map(row => row.due_at!.toString())).toEqual([at('2026-11-21T16:00:00+05:30')])
    await one.all('call me on Monday at 11 am instead')
    expect((await open()).map(row => row.due_at!.toString())).toEqual([at('2026-11-23T11:00:00+05:30')])
    expect((await one.all('cancel my callback')).answer.text).toMatch(/^Cancelled/)
    expect(await open()).toEqual([])
  })

  it('asking when, or for another number, leaves the promise where it was', async () => {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", 'call me on Monday at 11 am')
    const due = at('2026-11-23T11:00:00+05:30')
    for (const line of [
      'when will you call me?',
      'do I have any appointments?',
      'please call me on 98450 99999 instead',
      'call me',
    ]) {
      expect((await one.all(line)).answer.text, line).toContain('11:00 am on Monday 23 November 2026')
      expect(
        (await rowsOf(one)).map(row => row.due_at!.toString()),
        line,
      ).toEqual([due])
    }
  })

  it('nobody is promised a call at night', async () => {
    const one = visitor()
    const said = await one.all("I'm Ravi, 98450 12345", 'call me tomorrow at 11 pm')
    expect(said.answer.text).toContain('between 9:00 am and 8:00 pm')
    expect(await rowsOf(one)).toEqual([])
    expect((await one.all('6 pm')).answer.text).toContain('6:00 pm tomorrow')
  })

  it.each([
    [['what is the price of Velmora Avalon', 'call me'], 'pricing'],
    [['call me about a home loan'], 'financing'],
    [['what documents do I need', 'call me'], 'documentation'],
    [['visit Velmora Avalon', 'call me instead'], 'site_visit'],
    [['tell me about Velmora Avalon', 'call me'], 'project_details'],
    [['call me'], 'general'],
  ])('%j: the reason is %s', async (lines, reason) => {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", ...lines)
    expect(await rowsOf(one)).toMatchObject([{ kind: 'callback', reason }])
  })

  it('who asks for a person is offered a call, and a yes starts it', async () => {
    const one = visitor()
    const said = await one.all('connect me to a real person')
    expect(said.answer.text).toMatch(/asked our team to join you.* somebody call you: shall I\?/)
    expect((await one.all('yes', RAVI)).answer.text).toMatch(/will call you/)
  })

  it('an offer that was refused is not made again', async () => {
    const one = visitor()
    await one.all('connect me to a real person', 'no')
    const said = await one.all('connect me to a real person')
    expect(said.answer.text).not.toContain('call you')
    expect(chipsIn(said.answer.parts)).toEqual([])
  })
})
