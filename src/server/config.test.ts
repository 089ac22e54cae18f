import { expect, test } from 'vitest'
import { Refusal } from '../kernel/refusal.ts'
import { startBlock } from './banner.ts'
import { readConfig } from './config.ts'
import type { Running } from './start.ts'

test('nothing set is a configuration', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    PORT: 3000,
    MOSAIC_SAMPLE: 'on',
    trustProxy: false,
    publicUrl: 'http://localhost:3000',
  })
})

test('a blank variable counts as unset', () => {
  const config = readConfig({ PORT: ' ', OPENAI_API_KEY: '' })
  expect(config.PORT).toBe(3000)
  expect(config.OPENAI_API_KEY).toBeUndefined()
})

test.each(['embedded', 'memory'])('the store that the settings name may be %s', MOSAIC_STORAGE => {
  expect(readConfig({ MOSAIC_STORAGE }).MOSAIC_STORAGE).toBe(MOSAIC_STORAGE)
})

test('every problem is told at once, without values', () => {
  const refusal = refusalOf({
    PORT: 'soon',
    BUSINESS_TIME_ZONE: '+05:30',
    MOSAIC_SECRET: 'too short',
    TRUST_PROXY: 'all',
  })
  expect(refusal.code).toBe('config.invalid')
  for (const name of ['PORT', 'BUSINESS_TIME_ZONE', 'MOSAIC_SECRET', 'TRUST_PROXY'])
    expect(refusal.message).toContain(name)
  expect(refusal.message).not.toContain('too short')
})

test.each([
  [{ TRUST_PROXY: '2' }, 2],
  [{ TRUST_PROXY: '0', RENDER: 'true' }, false],
  [{ TRUST_PROXY: '10.0.0.0/8, loopback' }, ['10.0.0.0/8', 'loopback']],
  [{ RAILWAY_ENVIRONMENT_NAME: 'production' }, 1],
])('whose forwarded address is believed: %j', (env, trust) => {
  expect(readConfig(env).trustProxy).toEqual(trust)
})

test.each(['1.2.3', '999.1.1.1', '10.0.0.0/33', 'fe80::/129', '10.0.0.0/8/8', ':::'])(
  'no network is %s',
  TRUST_PROXY => {
    expect(refusalOf({ TRUST_PROXY }).message).toContain('TRUST_PROXY')
  },
)

test.each([
  [{ RAILWAY_PUBLIC_DOMAIN: 'homes.up.railway.app' }, 'https://homes.up.railway.app'],
  [{ RENDER_EXTERNAL_URL: 'https://homes.onrender.com' }, 'https://homes.onrender.com'],
  [{ FLY_APP_NAME: 'homes' }, 'https://homes.fly.dev'],
  [{ PUBLIC_URL: 'https://homes.example/', FLY_APP_NAME: 'homes' }, 'https://homes.example'],
])('the public address: %j', (env, url) => {
  expect(readConfig(env).publicUrl).toBe(url)
})

test.each([
  [{ DYNO: 'web.1' }, true],
  [{ K_SERVICE: 'homes' }, true],
  [{ RAILWAY_ENVIRONMENT: 'production' }, true],
  [{ DYNO: 'web.1', PUBLIC_URL: 'https://homes.example' }, false],
  [{ FLY_APP_NAME: 'homes' }, false],
  [{}, false],
])('a platform that does not tell the public address is told apart: %j', (env, unknown) => {
  const config = readConfig(env)
  expect(config.publicUrlUnknown).toBe(unknown)
  const store = { kind: 'server', version: '18', label: 'db' }
  const running = {
    config,
    address: 'http://localhost:3000',
    state: { store, verdict: { survives: 'yes', sentence: '' } },
  }
  const block = startBlock(running as unknown as Running, undefined)
  expect(block.filter(line => line.includes('PUBLIC_URL'))).toHaveLength(unknown ? 1 : 0)
})

test('the password of a mail server that is not written as an address wants it is named, not shown', () => {
  const { message } = refusalOf({ SMTP_URL: 'smtp://user:100%secret@mail.example', MAIL_FROM: 'visits@homes.example' })
  expect(message).toContain('SMTP_URL: has a %')
  expect(message).not.toContain('secret')
  const encoded = 'smtp://user:100%25secret@mail.example'
  expect(readConfig({ SMTP_URL: encoded, MAIL_FROM: 'visits@homes.example' }).SMTP_URL).toBe(encoded)
})

function refusalOf(env: NodeJS.ProcessEnv): Refusal {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof Refusal) return error
  }
  throw new Error('it was accepted')
}
