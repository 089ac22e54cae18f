import { randomUUID } from 'node:crypto'
import multipart from '@fastify/multipart'
import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../kernel/http.ts'
import { Refusal } from '../kernel/refusal.ts'
import { createPerson } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { catalogueRoutes } from './routes.ts'
import type { SearchResult } from './schema.ts'
import { seedSample } from './seed-sample.ts'

const store = testStore()
let app: App
let personId: string

beforeAll(async () => {
  await seedSample(store.ctx())
  personId = await createPerson(store.ctx())
  app = Fastify() as unknown as App
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, _request, reply) => {
    const status =
      error instanceof Refusal
        ? { not_found: 404, invalid: 422 }[error.kind as string]
        : (error as { statusCode?: number }).statusCode
    reply.status(status ?? 500).send({ code: error instanceof Refusal ? error.code : String((error as Error).message) })
  })
  await app.register(multipart)
  app.addHook('onRequest', async request => {
    request.ctx = store.ctx({
      actor: { kind: 'account', accountId: randomUUID(), role: 'admin', personId, name: 'Test' },
    })
  })
  catalogueRoutes(app, { fetch: globalThis.fetch })
})
afterAll(() => app.close())

async function get<Body = SearchResult>(url: string) {
  const reply = await app.inject({ url })
  return { status: reply.statusCode, body: reply.json() as Body }
}

test('a search by query: lists by commas or repetition, a place by its spelling, pages by cursor', async () => {
  const one = await get('/api/listings?bedrooms=2,3&place=sarjapur&limit=1')
  expect(one.body.items).toHaveLength(1)
  const two = await get(`/api/listings?bedrooms=2&bedrooms=3&places=Sarjapur%20Road&limit=1&cursor=${one.body.cursor}`)
  expect(two.status).toBe(200)
  expect(two.body.items[0]!.id).not.toBe(one.body.items[0]!.id)
  expect(one.body.items[0]).toMatchObject({ place: 'Sarjapur Road', sample: true })
})

test.each([
  'bedrooms=two',
  'maxPrice=0',
  'maxPrice=1.5',
  'zone=Outer',
  'possessionBy=soon',
  'limit=1000',
  'kinds=castle',
  'radiusKm=-1',
])('a query that means nothing is refused: %s', async query => {
  expect((await get(`/api/listings?${query}`)).status).toBe(400)
})

test('a listing by slug, what is around it, two compared', async () => {
  const { body } = await get<{ id: string; priceHistory: unknown[] }>('/api/listings/velmora-avalon')
  expect(body.priceHistory).toBeInstanceOf(Array)
  expect((await get('/api/listings/velmora-avalon/nearby?bedrooms=3&radiusKm=5')).body.items.length).toBeGreaterThan(0)
  const compared = await get<{ columns: object[] }>(`/api/listings/compare?ids=${body.id},velmora-citrine`)
  expect(compared.body.columns).toHaveLength(2)
  expect((await get('/api/listings/compare?ids=velmora-avalon')).status).toBe(422)
  expect((await get('/api/listings/nobody')).status).toBe(404)
})

test('places and figures', async () => {
  expect((await get<object[]>('/api/places')).body.length).toBeGreaterThanOrEqual(25)
  expect((await get<object>('/api/market/RR%20Nagar')).body).toMatchObject({
    place: 'Rajarajeshwari Nagar',
    sample: true,
  })
  expect((await get('/api/market/Atlantis')).status).toBe(404)
})

test('an event of the visitor', async () => {
  const post = (payload: object) => app.inject({ method: 'POST', url: '/api/listings/velmora-avalon/events', payload })
  expect((await post({ kind: 'interest', level: 'high' })).json().id).toMatch(/^[0-9a-f-]{36}$/)
  expect((await post({ kind: 'stare' })).statusCode).toBe(400)
})

test('an import by upload, its refused rows as a download, a listing hidden', async () => {
  const csv =
    'id,name,developer,place,status,bhk,price\n1,Upload,T,Hebbal,ready,2,80 lakh\n2,Broken,T,Hebbal,ready,2,nothing\n'
  const form = new FormData()
  form.set('file', new File([csv], '../../etc/homes.csv'))
  form.set('dryRun', 'false')
  form.set('source', 'upload')
  const sent = new Response(form)
  const reply = await app.inject({
    method: 'POST',
    url: '/api/admin/imports',
    headers: { 'content-type': sent.headers.get('content-type')! },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  expect(reply.json()).toMatchObject({ dryRun: false, counts: { added: 1, refused: 1 } })
  const { id } = reply.json()
  const file = await app.inject({ url: `/api/admin/imports/${id}/refused` })
  expect(file.headers['content-type']).toContain('text/csv')
  expect(file.body).toContain('Broken')
  expect((await get<{ items: object[] }>('/api/admin/imports')).body.items[0]).toMatchObject({ id, source: 'upload' })
  const listed = await get<{ items: { id: string }[] }>('/api/admin/listings?q=Upload')
  await app.inject({
    method: 'PATCH',
    url: `/api/admin/listings/${listed.body.items[0]!.id}`,
    payload: { published: false },
  })
  expect((await get('/api/listings/upload')).status).toBe(404)
})

test('an upload without a file, or that is none, is refused', async () => {
  const form = new FormData()
  form.set('dryRun', 'perhaps')
  const sent = new Response(form)
  const headers = { 'content-type': sent.headers.get('content-type')! }
  const reply = await app.inject({
    method: 'POST',
    url: '/api/admin/imports',
    headers,
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  expect(reply.json()).toEqual({ code: 'catalogue.file_missing' })
  expect((await app.inject({ method: 'POST', url: '/api/admin/imports', payload: {} })).json().code).toBe(
    'catalogue.not_multipart',
  )
})

test('one listing added by staff', async () => {
  const payload = {
    name: 'Solo',
    developer: 'T',
    place: 'Hebbal',
    status: 'ready',
    units: [{ kind: 'apartment', bedrooms: 2, priceMin: 500_000_000, priceMax: 500_000_000 }],
  }
  expect((await app.inject({ method: 'POST', url: '/api/admin/listings', payload })).json().counts.added).toBe(1)
  expect((await get<object>('/api/listings/solo')).body).toMatchObject({ priceMin: 500_000_000, source: 'staff' })
})
