import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const cli = path.resolve(import.meta.dirname, '../src/cli')

/**
 * What every start of a server loads: each of these is used before its first answer. Whatever else there is (sign-in, telephone
 * numbers, kinds of files, ciphers of backups, object stores, calendars, senders, models, traces) is loaded where it is first
 * needed, by `await import` or, where there is no time to wait, by `require`: a start costs a third less for it.
 */
const AT_ONCE = [
  ...['@better-auth/utils', 'zod', 'kysely', 'pg', 'pg-copy-streams', 'tar-stream', 'pino'],
  ...['@fastify/cookie', '@fastify/helmet', '@fastify/multipart', '@fastify/rate-limit', '@fastify/static'],
  ...['@fastify/swagger', 'fastify', 'fastify-type-provider-zod'],
  // Small, and wanted by a tenth of what people do.
  ...['croner', 'csv-parse', 'diff', 'ical-generator', 'twilio'],
]

test.each(['serve.ts', 'store.ts', 'import.ts'])('%s loads no library before it is needed', file => {
  const loaded = librariesOf(path.join(cli, file))
  expect([...loaded.keys()].filter(library => !AT_ONCE.includes(library)).map(library => loaded.get(library))).toEqual(
    [],
  )
  if (file === 'serve.ts') expect([...loaded.keys()].sort()).toEqual(AT_ONCE.toSorted())
})

/** By name, with the file of ours that loads it. */
function librariesOf(file: string): Map<string, string> {
  const found = new Map<string, string>()
  const seen = new Set<string>()
  const walk = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const statements = fs.readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(?!type\s)[^'"]*?from '([^']+)'/gm)
    for (const [, from = ''] of statements) {
      if (from.startsWith('.')) walk(path.resolve(path.dirname(file), from))
      else if (!from.startsWith('node:')) {
        const name = /^(@[^/]+\/)?[^/]+/.exec(from)![0]
        found.set(name, `${name}, by ${path.relative(path.dirname(cli), file)}`)
      }
    }
  }
  walk(file)
  return found
}
