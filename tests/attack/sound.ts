import fs from 'node:fs'
import { expect } from 'vitest'
import type { Answer, Caller, CallOptions } from '../server/app.ts'

/** Traces of our own inside, which no error may show. What the request itself held is taken out first. */
export const INSIDE =
  /\bat (async )?[\w.<>]+ \(|node_modules|file:\/\/\/\w|\/src\/\w+\/|\.ts:\d+|\b(select|insert into|update|delete from)\b[^"]{0,80}\b(where|values|set|from)\b|relation \\?"|column \\?"|violates|syntax error at or near|duplicate key|pg_|postgres:\/\/|\bECONN|MosaicClient|ZodError/i

const documented = new Set(
  [...fs.readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8').matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(
    ([, code]) => code,
  ),
)

export type Operation = {
  parameters?: { in: string; name: string; schema?: object }[]
  requestBody?: { content?: Record<string, { schema?: object }> }
  responses?: Record<string, { content?: Record<string, { schema?: object }> }>
}
export type OpenApi = {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, object> }
}
export type Sent = { method: string; path: string; options: CallOptions; operation?: Operation | undefined }

export const operationOf = ({ paths }: OpenApi, method: string, url: string) =>
  paths[url.replace(/:([a-z]+)/gi, '{$1}')]?.[method.toLowerCase()]

/**
 * What may be answered to anything: no fault, a status that the description of the route knows, and of an error its problem and
 * nothing of our inside. That a body fits the schema of its status is checked by the server itself, whose answer is 500 where it
 * does not. `secrets` stand in no error.
 */
export function expectSound(answer: Answer, sent: Sent, secrets: string[] = []): void {
  const { method, path, options, operation } = sent
  const shown = `${method} ${path} ${JSON.stringify(options).slice(0, 600)} → ${answer.status} ${answer.text.slice(0, 400)}`
  expect(answer.status, shown).toBeLessThan(500)
  expect(answer.headers['x-request-id'], shown).toMatch(/^[\da-f-]{36}$/)
  const type = String(answer.headers['content-type'] ?? '')
  if (answer.status >= 400 && method !== 'HEAD') {
    expect(type, shown).toMatch(/^application\/problem\+json/)
    expect(answer.json, shown).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status: answer.status,
      code: expect.toSatisfy((code: string) => documented.has(code), 'a code of docs/api.md'),
      detail: expect.any(String),
      requestId: answer.headers['x-request-id'],
    })
    expect(withoutInput(answer.text, sent), shown).not.toMatch(INSIDE)
    expect(secrets.filter(secret => answer.text.includes(secret))).toEqual([])
  }
  if (operation && answer.status < 300 && method !== 'HEAD') {
    const declared = operation.responses?.[answer.status]
    expect(declared, `a status that the description does not know: ${shown}`).toBeDefined()
    if (declared?.content?.['application/json']?.schema) expect(type, shown).toMatch(/^application\/json|^text\//)
  }
  if (type.startsWith('text/html')) expect(answer.text, shown).not.toMatch(/<script>alert|<img src=x|<svg\/onload/)
  if (answer.status === 429) expect(Number(answer.headers['retry-after']), shown).toBeGreaterThan(0)
}

/** The text without the words that were sent, which an error may repeat, the longest first. */
function withoutInput(text: string, { path, options }: Sent): string {
  const words = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 2) words.add(JSON.stringify(value).slice(1, -1))
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) for (const one of [key, item]) walk(one)
  }
  walk([options, ...path.split(/[/?&=]/).map(part => decoded(part))])
  const left = [...words].sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, ''), text)
  const input = path + JSON.stringify(options)
  return (left.match(/[^"]+/g) ?? []).filter(part => !input.includes(part)).join('"')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Sends as this caller, who is the same afterwards: whoever signed out or erased themselves goes on as the one before. */
export async function sendAs(caller: Caller, method: string, path: string, options: CallOptions): Promise<Answer> {
  const before = new Map(caller.cookies)
  const answer = await caller.call(method, path, options)
  caller.cookies.clear()
  for (const [name, value] of before) caller.cookies.set(name, value)
  return answer
}
