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
