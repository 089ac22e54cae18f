import { expect, test } from 'vitest'
import { silentLog } from '../kernel/log.ts'
import { watchReach } from './reach.ts'

test('a pooler that refuses a setting of the session is told of once, with what to do, and not as away and back', async () => {
  const said: string[] = []
  const hear = (_about: object, text?: string) => void said.push(text ?? '')
  const reach = watchReach(async () => {}, { ...silentLog, info: hear, warn: hear, error: hear }, 'a pooler')
  reach.suspect()
  await reach.ready
  said.length = 0
  for (let time = 0; time < 5; time++)
    expect(reach.failed(new Error('unsupported startup parameter: statement_timeout'))).toMatchObject({
      code: 'storage.unreachable',
    })
  expect(said).toEqual([expect.stringContaining('ignore_startup_parameters')])
  // Once it is let pass, the next one goes through: nothing stands in its way.
  expect(reach.refusal()).toBeUndefined()
  reach.stop()
})

test('a return is told from a start at which the database was there at once', async () => {
  const reach = watchReach(async () => {}, silentLog, 'a database')
  reach.suspect()
  await reach.ready
  expect(reach.cameBackWithin(60_000)).toBe(false)
  reach.failed(new Error('the network is gone'))
  expect(reach.reachable()).toBe(false)
  await expect.poll(() => reach.reachable()).toBe(true)
  expect(reach.cameBackWithin(60_000)).toBe(true)
  expect(reach.cameBackWithin(0)).toBe(false)
  reach.stop()
})

test('a start that had to wait for the database is a return: others may have been there before', async () => {
  let calls = 0
  const probe = async () => {
    if (++calls === 1) throw new Error('not there yet')
  }
  const reach = watchReach(probe, silentLog, 'a database')
  reach.suspect()
  await reach.ready
  expect(reach.cameBackWithin(60_000)).toBe(true)
  reach.stop()
})
