import { randomBytes, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import {
  parseJsonEventStream,
  readUIMessageStream,
  type UIMessage,
  type UIMessageChunk,
  uiMessageChunkSchema,
} from 'ai'
import fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedSample } from '../catalogue/index.ts'
import { claimTurn, completeTurn, type Message, postMessage } from '../conversations/index.ts'
import type { App } from '../kernel/http.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { createAssistant } from './assistant.ts'
import { startTurnRecovery } from './recovery.ts'
import { assistantRoutes } from './routes.ts'
import { runTurn, stopTurns } from './run-turn.ts'
import { openEndpoint } from './testing/endpoint.ts'

const store = testStore({ connections: 6 })
let endpoint: Awaited<ReturnType<typeof openEndpoint>>
const assistant = createAssistant({ recoveryEveryMs: 50, repeatWaitMs: 30_000, stopWithinMs: 1_000 })
let base = ''
let app: App

/** The desk behind HTTP, with the visitor's key in a header where the server reads a cookie. */
async function serve(of: ReturnType<typeof createAssistant>): Promise<{ app: App; base: string }> {
  const made = fastify({ forceCloseConnections: true }).withTypeProvider<ZodTypeProvider>()
  made.setValidatorCompiler(validatorCompiler)
  made.setSerializerCompiler(serializerCompiler)
  made.addHook('onRequest', async request => {
    request.ctx = store.ctx({ actor: { kind: 'visitor', keyHash: String(request.headers['x-key']) } })
  })
  made.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Refusal ? { conflict: 409, unavailable: 503 }[error.kind as 'conflict'] : undefined
    reply
      .status(status ?? (error as { statusCode?: number }).statusCode ?? 500)
      .send({ code: (error as { code?: string }).code })
  })
  assistantRoutes(made, { assistant: of })
  await made.listen({ host: '127.0.0.1', port: 0 })
  return { app: made, base: `http://127.0.0.1:${(made.server.address() as AddressInfo).port}` }
}

beforeAll(async () => {
  await seedSample(store.ctx())
  endpoint = await openEndpoint()
  const served = await serve(assistant)
  app = served.app
  base = served.base
})
afterAll(async () => {
  await app.close()
  await endpoint.close()
})

const newKey = () => randomBytes(32).toString('hex')

function post(key: string, body: object, accept = 'application/json', at = base, signal?: AbortSignal) {
  return fetch(`${at}/api/sales/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'x-key': key },
    body: JSON.stringify(body),
    signal: signal ?? null,
  })
}

type Chunk = {
  type: string
  delta?: string
  data?: { type?: string }
  messageId?: string
  errorText?: string
  messageMetadata?: { number?: number }
}

async function chunksOf(response: Response): Promise<Chunk[]> {
  const lines = (await response.text()).split('\n').filter(line => line.startsWith('data: '))
  expect(lines.at(-1)).toBe('data: [DONE]')
  return lines.slice(0, -1).map(line => JSON.parse(line.slice(6)) as Chunk)
}

async function answersOf(key: string): Promise<Message[]> {
  const found = await store.pool.query(
    `select m.* from messages m join conversations c on c.id = m.conversation_id join visitor_keys k on k.person_id = c.person_id
     where k.key_hash = $1 and m.author = 'assistant' order by m.number`,
    [key],
  )
  return found.rows
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await holds()) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error('it never came about')
}

describe('an answer that was waited for', () => {
  it('comes with the wish that it left', async () => {
    const key = newKey()
    const ctx: Context = store.ctx({ actor: { kind: 'visitor', keyHash: key } })
    const id = randomUUID()
    const said = { desk: 'sales', clientId: id, text: '2 bhk in Whitefield', owner: 'first' } as const
    const posted = await postMessage(ctx, said)
    const again = post(key, { id, text: said.text })
    await new Promise(resolve => setTimeout(resolve, 50))
    await runTurn(ctx, assistant, posted.turn, { owner: 'first' })
    expect(await (await again).json()).toMatchObject({ answer: { number: 2 }, wish: { bedrooms: [2] } })
  })
})

describe('one message', () => {
  it('gets a whole answer as JSON', async () => {
    const response = await post(newKey(), { id: randomUUID(), text: '2 bhk in Whitefield' })
    expect(response.status).toBe(200)
    const { message, answer, wish } = (await response.json()) as { message: Message; answer: Message; wish: object }
    expect(message).toMatchObject({ number: 1, author: 'visitor', text: '2 bhk in Whitefield' })
    expect(answer).toMatchObject({ number: 2, author: 'assistant' })
    expect(answer.parts.some(part => part.type === 'listings')).toBe(true)
    expect(wish).toMatchObject({ bedrooms: [2], places: ['Whitefield'] })
  })

  it('streams in the UI message protocol, and keeps what it streamed', async () => {
    const key = newKey()
    const response = await post(key, { id: randomUUID(), text: '2 bhk in Whitefield' }, 'text/event-stream')
    expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const chunks = await chunksOf(response)
    const types = chunks.map(chunk => chunk.type)
    expect(types[0]).toBe('start')
    expect(types.at(-1)).toBe('finish')
    expect(types.indexOf('text-start')).toBeLessThan(types.indexOf('text-end'))
    expect(types).toContain('data-part')
    expect(types).toContain('data-wish')
    const text = chunks.flatMap(chunk => (chunk.type === 'text-delta' ? chunk.delta! : [])).join('')
    const [kept] = await answersOf(key)
    expect(kept).toMatchObject({ text, id: chunks[0]!.messageId })
    expect(chunks.at(-1)!.messageMetadata?.number).toBe(kept!.number)
  })

  it('is a stream that the client library reads into one message', async () => {
    const response = await post(newKey(), { id: randomUUID(), text: '2 bhk in Whitefield' }, 'text/event-stream')
    const transport = parseJsonEventStream({ stream: response.body!, schema: uiMessageChunkSchema })
    const chunks = transport.pipeThrough(
      new TransformStream<{ success: boolean; value?: UIMessageChunk; error?: unknown }, UIMessageChunk>({
        transform(parsed, controller) {
          if (!parsed.success) throw parsed.error
          controller.enqueue(parsed.value!)
        },
      }),
    )
    let message: UIMessage | undefined
    for await (const state of readUIMessageStream({ stream: chunks })) message = state
    expect(message?.parts.map(part => part.type)).toEqual(expect.arrayContaining(['text', 'data-part', 'data-wish']))
    expect(message?.parts.find(part => part.type === 'text')).toMatchObject({ state: 'done' })
  })

  it('sent again gets the same answer again, in either form', async () => {
    const key = newKey()
    const body = { id: randomUUID(), text: 'tell me about Velmora Avalon' }
    const first = (await (await post(key, body)).json()) as { answer: Message }
    const again = (await (await post(key, body)).json()) as { answer: Message }
    expect(again.answer).toEqual(first.answer)
    const chunks = await chunksOf(await post(key, body, 'text/event-stream'))
    expect(chunks.flatMap(chunk => (chunk.type === 'text-delta' ? chunk.delta! : [])).join('')).toBe(first.answer.text)
    expect(await answersOf(key)).toHaveLength(1)
    expect((await post(key, { ...body, text: 'something else' })).status).toBe(409)
  })

  it('a repeat while it is being answered waits for that answer', async () => {
    const key = newKey()
    const body = { id: randomUUID(), text: '2 bhk in Whitefield' }
    const both = await Promise.all(
      Array.from({ length: 5 }, () =>
        post(key, body).then(response => response.json() as Promise<{ answer: Message }>),
      ),
    )
    expect(new Set(both.map(one => one.answer.id)).size).toBe(1)
    expect(await answersOf(key)).toHaveLength(1)
  })

  it('many at once are one conversation, in order, each answered once', async () => {
    const key = newKey()
    const ids = Array.from({ length: 6 }, () => randomUUID())
    const done = await Promise.all(
      ids.map((id, at) =>
        post(key, { id, text: `${(at % 3) + 1} bhk` }).then(
          response => response.json() as Promise<{ message: Message; answer: Message }>,
        ),
      ),
    )
    const numbers = done.flatMap(one => [one.message.number, one.answer.number])
    expect(new Set(numbers).size).toBe(12)
    const inOrder = done.sort((a, b) => a.message.number - b.message.number).map(one => one.answer.number)
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
  })
})

describe('readers, stops and crashes', () => {
  it('a reader who leaves changes nothing: the answer is kept', async () => {
    endpoint.behave({ kind: 'slow', text: 'Velmora Avalon is in Whitefield. '.repeat(6), pauseMs: 20 })
    const slow = createAssistant({ model: { apiKey: 'test', baseUrl: endpoint.baseUrl, name: 'local' } })
    const served = await serve(slow)
    const key = newKey()
    const leave = new AbortController()
    const response = await post(
      key,
      { id: randomUUID(), text: 'tell me about Velmora Avalon' },
      'text/event-stream',
      served.base,
      leave.signal,
    )
    const reader = response.body!.getReader()
    await reader.read()
    leave.abort()
    await until(async () => (await answersOf(key)).length === 1)
    expect((await answersOf(key))[0]!.text).toContain('Whitefield')
    await served.app.close()
  })

  it('a run that lost its turn stops asking, and its reader is told to ask again instead of two answers in one', async () => {
    endpoint.behave({ kind: 'slow', text: 'Velmora Avalon is in Whitefield. '.repeat(40), pauseMs: 100 })
    const slow = createAssistant({
      model: { apiKey: 'test', baseUrl: endpoint.baseUrl, name: 'local' },
      leaseSeconds: 0.6,
      repeatWaitMs: 30_000,
    })
    const served = await serve(slow)
    const key = newKey()
    const body = { id: randomUUID(), text: 'tell me about Velmora Avalon' }
    const response = await post(key, body, 'text/event-stream', served.base)
    const [shown, rest] = response.body!.tee()
    const reader = shown.pipeThrough(new TextDecoderStream()).getReader()
    for (let heard = ''; !heard.includes('text-delta'); ) heard += (await reader.read()).value
    reader.cancel().catch(() => {})
    const stolen = await store.pool.query(
      `update turns set owner = 'other' where owner is not null and conversation_id in (
         select c.id from conversations c join visitor_keys k on k.person_id = c.person_id where k.key_hash = $1)
       returning message_id, conversation_id`,
      [key],
    )
    const { message_id: messageId, conversation_id: conversationId } = stolen.rows[0]
    const turn = { messageId, conversationId, desk: 'sales' as const, stateNumber: 0 }
    const before = performance.now()
    await until(async () => slow.runs.size === 0)
    expect(performance.now() - before, 'the model would have talked on for long').toBeLessThan(8_000)
    await completeTurn(store.ctx(), { turn, owner: 'other', text: 'The answer of the other.' })
    const chunks = await chunksOf(new Response(rest))
    expect(chunks.at(-1)).toMatchObject({ type: 'error' })
    expect(JSON.stringify(chunks)).not.toContain('The answer of the other.')
    const again = await chunksOf(await post(key, body, 'text/event-stream', served.base))
    expect(again.flatMap(chunk => chunk.delta ?? []).join('')).toBe('The answer of the other.')
    await served.app.close()
  })

  it('a turn whose process died is answered exactly once, by one of several sweepers', async () => {
    const ctx: Context = store.ctx({ actor: { kind: 'visitor', keyHash: newKey() } })
    const posted = await postMessage(ctx, {
      desk: 'sales',
      clientId: randomUUID(),
      text: '2 bhk in Whitefield',
      owner: 'dead',
      leaseSeconds: 0,
    })
    const stops = Array.from({ length: 3 }, () =>
      startTurnRecovery(store.ctx(), createAssistant({ recoveryEveryMs: 30 })),
    )
    const answers = async () =>
      (
        await store.pool.query("select id from messages where conversation_id = $1 and author = 'assistant'", [
          posted.turn.conversationId,
        ])
      ).rows
    await until(async () => (await answers()).length > 0)
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(await answers()).toHaveLength(1)
    await Promise.all(stops.map(({ stop }) => stop()))
  })

  it('a turn that someone is answering is left alone', async () => {
    const ctx: Context = store.ctx({ actor: { kind: 'visitor', keyHash: newKey() } })
    const posted = await postMessage(ctx, { desk: 'sales', clientId: randomUUID(), text: '2 bhk', owner: 'alive' })
    const { stop } = startTurnRecovery(store.ctx(), createAssistant({ recoveryEveryMs: 20 }))
    await new Promise(resolve => setTimeout(resolve, 120))
    await stop()
    expect(await claimTurn(ctx, { messageId: posted.turn.messageId, owner: 'other' })).toBeUndefined()
  })

  it('a stop lets a turn finish by the rules where the model is still silent', async () => {
    endpoint.behave({ kind: 'hang' })
    const silent = createAssistant({
      model: { apiKey: 'test', baseUrl: endpoint.baseUrl, name: 'local' },
      stopWithinMs: 2_000,
    })
    const served = await serve(silent)
    const key = newKey()
    const asked = post(key, { id: randomUUID(), text: 'tell me about Velmora Avalon' }, 'application/json', served.base)
    await until(async () => endpoint.requests.length > 0)
    await stopTurns(store.ctx(), silent)
    expect((await asked).status).toBe(200)
    expect((await answersOf(key))[0]!.text).toContain('Velmora Avalon')
    await served.app.close()
  })
})

describe('while a human speaks', () => {
  it('the assistant is silent, in both forms', async () => {
    const key = newKey()
    const first = await post(key, { id: randomUUID(), text: '2 bhk in Whitefield' })
    expect(first.status).toBe(200)
    const { rows } = await store.pool.query(
      'select c.id from conversations c join visitor_keys k using (person_id) where key_hash = $1',
      [key],
    )
    await store.pool.query(
      "insert into hand_offs (conversation_id, number, state, acted_by, created_at) values ($1, 1, 'human', 'staff', now())",
      [rows[0].id],
    )
    const whole = await post(key, { id: randomUUID(), text: 'are you there?' })
    expect(await whole.json()).toMatchObject({ message: { number: 3 }, answer: null, wish: { bedrooms: [2] } })
    const chunks = await chunksOf(await post(key, { id: randomUUID(), text: 'hello?' }, 'text/event-stream'))
    expect(chunks.map(chunk => chunk.type)).toEqual(['start', 'data-wish', 'finish'])
    expect(await answersOf(key)).toHaveLength(1)
  })
})

describe('what is no message', () => {
  it.each([
    { id: 'no uuid', text: 'hello' },
    { id: randomUUID(), text: '' },
    { id: randomUUID(), text: 'x'.repeat(4001) },
    { id: randomUUID() },
    { id: randomUUID(), text: 'hello', ui: { bedrooms: 'many' } },
  ])('is refused: %j', async body => {
    expect((await post(newKey(), body)).status).toBe(400)
  })
})
