import { expect, test } from 'vitest'
import { createAssistant } from '../../assistant/index.ts'
import { newSecret } from '../../kernel/ids.ts'
import { createEvents } from '../../storage/index.ts'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'

test('keys are not guessed: after ten wrong ones an address waits', async () => {
  const config = readConfig({ LOG_LEVEL: 'silent' })
  const app = await buildApp(config, { phase: 'undecided' }, { events: createEvents(), assistant: createAssistant() })
  const guess = async () =>
    (
      await app.inject({
        url: '/api/first-start/details',
        headers: { authorization: `Bearer ${newSecret()}` },
      })
    ).statusCode
  const answers: number[] = []
  for (let times = 0; times < 12; times++) answers.push(await guess())
  expect(answers).toEqual([...Array(10).fill(401), 429, 429])
  expect((await app.inject('/api/first-start')).json()).toEqual({ phase: 'undecided', percent: null })
  await app.close()
})
