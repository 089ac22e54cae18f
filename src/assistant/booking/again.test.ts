import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { seedSampleStaff } from '../../appointments/index.ts'
import { seedSample } from '../../catalogue/index.ts'
import { postMessage } from '../../conversations/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { createAssistant } from '../assistant.ts'
import { appointmentsOf, openBooker } from '../testing/booking.ts'
import { answerTurn } from '../turn.ts'

const store = testStore({ connections: 4 })
const assistant = createAssistant()
const visitor = () => openBooker(store, assistant)
const rowsOf = (one: { keyHash: string }) => appointmentsOf(store, one)

beforeAll(async () => {
  await seedSample(store.ctx())
  await seedSampleStaff(store.ctx())
})

describe('a turn that is answered again', () => {
  it.each([
    [['visit Velmora Avalon on 14 December at 10 am'], 1],
    [['visit Velmora Avalon on 14 December at 10 am', 'can we do 4 pm instead'], 1],
    [['visit Velmora Avalon on 14 December at 10 am', 'cancel my visit'], 1],
    [['visit Velmora Avalon on 14 December at 10', 'yes'], 1],
    [['call me tomorrow after 6'], 1],
    [['call me tomorrow after 6', 'call me on Monday at 11 am instead'], 2],
  ])('%j finds what it did and says the same', async (lines, count) => {
    const one = visitor()
    await one.all("I'm Ravi, 98450 12345", ...lines.slice(0, -1))
    const owner = assistant.newOwner()
    const posted = await postMessage(one.ctx(), { desk: 'sales', clientId: randomUUID(), text: lines.at(-1)!, owner })
    // The first run writes the appointment and dies before it can answer.
    const killed = {
      text: () => {},
      part: () => {},
      wish: () => {
        throw new Error('killed')
      },
    }
    await expect(answerTurn(one.ctx(), assistant, posted.turn, { owner, reader: killed })).rejects.toThrow('killed')
    const before = await rowsOf(one)
    expect(before).toHaveLength(count)
    const { answer } = await answerTurn(one.ctx(), assistant, posted.turn, { owner })
    expect(answer!.text).toMatch(/^(Booked|Moved|Cancelled)|will call you/)
    expect(await rowsOf(one)).toEqual(before)
  })
})
