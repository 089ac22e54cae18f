import { describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { checkConfiguration } from './configuration.ts'
import { judge } from './persistence/prove.ts'
import { inBytes } from './words.ts'

describe('settings that make no sense together', () => {
  const look = async (env: NodeJS.ProcessEnv) =>
    (await checkConfiguration({ env, live: false, config: readConfig(env) })).map(
      ({ state, says }) => `${state} ${says}`,
    )
  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['a platform that does not say its address', { DYNO: 'web.1' }, /^problem The platform does not say/],
    ['localhost on a platform', { RENDER: 'true', PUBLIC_URL: 'http://localhost:3000' }, /^problem Links in messages/],
    ['http on a platform', { RENDER: 'true', PUBLIC_URL: 'http://a.example' }, /^problem PUBLIC_URL is plain http/],
    ['http elsewhere', { PUBLIC_URL: 'http://10.0.0.7' }, /^note PUBLIC_URL is plain http/],
    ['https without a proxy that is trusted', { PUBLIC_URL: 'https://a.example' }, /^note People come by https/],
    ['two databases', { DATABASE_URL: 'postgres://a/b', POSTGRES_URL: 'postgres://c/d' }, /^note DATABASE_URL and/],
    ['memory beside a database', { DATABASE_URL: 'postgres://a/b', MOSAIC_STORAGE: 'memory' }, /^note MOSAIC_STORAGE/],
    ['a host that nobody reaches', { RENDER: 'true', HOST: '127.0.0.1' }, /^problem HOST is 127/],
    ['a name that is spelt wrong', { MOSAIC_DATTA: '/data' }, /^note Mosaic knows no MOSAIC_DATTA/],
  ])('%s', async (_what, env, says) => {
    expect(await look(env)).toContainEqual(expect.stringMatching(says))
  })

  it('says so when there is nothing', async () => {
    const env = { CRISIS_LINES: 'IN=112', SIGN_UP: 'invitation' }
    expect(await look(env)).toEqual([expect.stringMatching(/^ok Every setting/)])
  })
})

describe('what follows from a mark', () => {
  const verdict = (survives: 'yes' | 'no' | 'unknown') => ({
    status: 'ready',
    store: 'embedded',
    verdict: { survives, sentence: 'Where it lies.', advice: survives === 'yes' ? null : 'Move it.' },
  })
  const evidence = {
    isKept: true,
    isPartly: false,
    isElsewhere: true,
    before: verdict('no'),
    after: verdict('no'),
    restartOnly: false,
  }
  it('a new container that knows it is proof, whatever was thought', () => {
    expect(judge(evidence)).toMatchObject({ survived: 'yes', todo: null })
  })
  it('the same container is proof where the verdict is sure, else of a restart alone', () => {
    const same = { ...evidence, isElsewhere: false }
    expect(judge({ ...same, after: verdict('yes') })).toMatchObject({ survived: 'yes', todo: null })
    expect(judge(same)).toMatchObject({ survived: 'unknown', todo: 'Move it.' })
    expect(judge({ ...same, restartOnly: true })).toMatchObject({ survived: 'yes', todo: 'Move it.' })
  })
  it('a mark that is gone is no, with what to do', () => {
    expect(judge({ ...evidence, isKept: false })).toMatchObject({ survived: 'no', todo: 'Move it.' })
    const moved = judge({ ...evidence, isKept: false, after: { ...verdict('yes'), store: 'server' } })
    expect(moved).toMatchObject({
      survived: 'no',
      says: expect.stringContaining('the server one'),
      todo: expect.stringContaining('mosaic move'),
    })
    expect(judge({ ...evidence, isKept: false, isPartly: true }).todo).toMatch(/one replica/)
  })
})

it('bytes are said in the unit that fits', () => {
  expect([0, 1023, 1024, 1536 * 1024, 300 * 1024 ** 3].map(inBytes)).toEqual([
    '0 bytes',
    '1023 bytes',
    '1.0 KiB',
    '1.5 MiB',
    '300 GiB',
  ])
})
