import { randomBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Answer, type Caller, testServer } from '../server/app.ts'
import { fillEveryTable } from '../store/fill.ts'
import { TIMES } from './effort.ts'
import { type OpenApi, operationOf, sendAs } from './sound.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
let document: OpenApi
/** Ids of everything that there is of Asha, each with its table, and the codes of her appointments. */
const foreign: { table: string; id: string }[] = []
const callers: Record<string, Caller> = {}

/** Everybody's: what a place, a home or a programme is called is no secret. */
const OPEN = /^(\/api\/(listings|market|places|programmes|pictures|codes)\b)/
/** Rows that are nobody's, or whose ids open nothing. */
const HOUSE =
  /^(listings|units|places|cities|markets|offers|programme|posting|catalogue|setting|answer_texts|canned|widget|coach_prompts|holidays|lead_)/

beforeAll(async () => {
  const { rows } = await fillEveryTable(store.pool, 'Asha')
  for (const [table, row] of rows) {
    if (HOUSE.test(table)) continue
    if (typeof row.id === 'string' && /^[\da-f-]{36}$/.test(row.id)) foreign.push({ table, id: row.id })
    if (table === 'appointments') foreign.push({ table: 'appointment codes', id: String(row.code) })
  }
  document = (await server.nobody().expect(200, 'GET', '/openapi.json')) as OpenApi
  callers.visitor = await server.visitor()
  await callers.visitor.say('my name is Ben')
  callers.member = await server.account('member')
  callers.coach = await server.account('coach')
  callers.agent = await server.account('agent')
}, 120_000)

type Schema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  format?: string
  pattern?: string
  minimum?: number
}

/** The least that fits a schema. */
function least(schema: Schema): unknown {
  if (schema.$ref) return least((document.components?.schemas?.[schema.$ref.split('/').at(-1)!] ?? {}) as Schema)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(least))
  const either = schema.anyOf ?? schema.oneOf
  if (either) return least(either[0]!)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object')
    return Object.fromEntries((schema.required ?? []).map(name => [name, least(schema.properties?.[name] ?? {})]))
  if (type === 'array') return []
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  if (type === 'null') return null
  if (schema.format === 'uuid') return '019f0000-0000-7000-8000-000000000001'
  if (schema.format === 'date-time') return '2026-12-01T10:00:00Z'
  return 'text of Ben'
}

const without = ({ status, json, text, headers }: Answer, id: string) => {
  const { requestId: _, ...rest } = (typeof json === 'object' && json !== null ? json : { text }) as {
    requestId?: string
  }
  const type = String(headers['content-type'] ?? '')
  return `${status} ${type} ${JSON.stringify(rest).replaceAll(id, 'ID')}`
}

const withIds = () =>
  server.app.routeTable.filter(
    ({ method, url, store }) =>
      store &&
      method !== 'HEAD' &&
      /^\/api\/.*:(id|code|other)\b/.test(url) &&
      !/\/live\//.test(url) &&
      !OPEN.test(url),
  )

/** The same kind of id: a code is answered like a code. */
const unknownLike = (id: string) => {
  if (id.includes('-')) return newId()
  const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return [...randomBytes(id.length)].map(byte => ALPHABET[byte % 32]).join('')
}

/** Rows whose ids may be taken for those of others, and those that an address names; in `npm run attack` every row there is. */
const CORE = new Set(['persons', 'accounts', 'conversations', 'enrolments', 'experiments', 'resume_versions'])
const isTried = (table: string, url: string) =>
  TIMES > 1 ||
  CORE.has(table) ||
  table.split(/[_ ]/).some(word => word.length > 3 && url.includes(word.replace(/s$/, '')))

/** What a colleague is told differently, and may know. */
const TOLD: Record<string, string> = {
  'DELETE /api/staff/time-off/:id': 'who is away when is in the calendar that all of the staff see',
  'GET /api/staff/people/:id': 'she shared a programme, which is gone',
}

async function compare(
  who: string,
  isWrong: (foreign: Answer, same: boolean) => boolean,
  only: (access: string) => boolean,
) {
  const wrong: string[] = []
  const looked = new Set<string>()
  for (const { method, url, access } of withIds()) {
    if (!only(access)) continue
    const operation = operationOf(document, method, url)
    const schema = operation?.requestBody?.content?.['application/json']?.schema as Schema | undefined
    const body = schema ? (least(schema) as object) : undefined
    const path = (id: string) =>
      url
        .replace(/:(id|code|other)\b/g, id)
        .replace(/:prompt\b/, '1')
        .replace(/:[a-z]+/gi, 'x')
    const ask = (id: string) => sendAs(callers[who]!, method, path(id), body && method !== 'GET' ? { json: body } : {})
    const never = new Map<boolean, string>()
    for (const { table, id } of foreign) {
      const isCode = !id.includes('-')
      if (isCode !== /:code\b/.test(url) || !isTried(table, url)) continue
      const unknown = unknownLike(id)
      const same = never.get(isCode) ?? without(await ask(unknown), unknown)
      never.set(isCode, same)
      const answer = await ask(id)
      // Messages are limited by the minute.
      if (answer.status === 429) continue
      if (answer.status === 404) looked.add(`${method} ${url}`)
      if (isWrong(answer, without(answer, id) === same))
        wrong.push(
          `${method} ${url} as ${who} with an id of ${table}: ${without(answer, id).slice(0, 160)}, else ${same.slice(0, 160)}`,
        )
    }
  }
  return { wrong, looked: looked.size }
}

const OF_PEOPLE = ['visitor', 'member', 'public']

test.each(['visitor', 'member'])(
  'to a %s an id of somebody else is answered like one that there never was, on every route',
  {
    timeout: 400_000,
  },
  async who => {
    const { wrong, looked } = await compare(
      who,
      (_, same) => !same,
      access => OF_PEOPLE.includes(access),
    )
    expect(wrong).toEqual([])
    expect(looked, 'routes that looked for it and found nothing').toBeGreaterThan(20)
  },
)

test('a coach learns of what is not shared with them as much as of what there never was', {
  timeout: 400_000,
}, async () => {
  const isWrong = (answer: Answer, same: boolean) => answer.status >= 400 && answer.status !== 409 && !same
  const { wrong } = await compare('coach', isWrong, access => ['staff', 'coach'].includes(access))
  expect(wrong.filter(line => !Object.keys(TOLD).some(route => line.startsWith(`${route} `)))).toEqual([])
})
