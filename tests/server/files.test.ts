import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { LOCKED, PNG, pdfOf } from '../../src/files/testing/documents.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'
import { form } from './form.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
type Kept = { id: string; sha256: string; name: string; text: { state: string; reason: string | null } }

test('an upload comes back bit for bit as an attachment that runs nowhere; its tag saves the way', async () => {
  const ana = await server.visitor()
  const bytes = Buffer.concat([PNG, randomBytes(2_000_000)])
  // The id may stand behind the file, and the same once more is the same file.
  const sent = form(
    { name: 'file', value: bytes, file: 'Zeugnis “März”.png', type: 'image/png' },
    { name: 'id', value: 'upload-1' },
  )
  const file = (await ana.expect(201, 'POST', '/api/files', sent)) as Kept
  expect(await ana.expect(200, 'POST', '/api/files', sent)).toEqual(file)
  expect(file).toMatchObject({ name: 'Zeugnis “März”.png', sha256: createHash('sha256').update(bytes).digest('hex') })
  const url = `/api/files/${file.id}/content`
  const response = await server.app.inject({ method: 'GET', url, headers: { cookie: cookiesOf(ana) } })
  expect(response.rawPayload.equals(bytes)).toBe(true)
  expect(response.headers).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(bytes.length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    etag: `"${file.sha256}"`,
    'content-disposition': expect.stringMatching(
      /^attachment; .*filename\*=UTF-8''Zeugnis%20%E2%80%9CM%C3%A4rz%E2%80%9D\.png$/,
    ),
  })
  const head = await ana.call('HEAD', url)
  expect([head.status, head.headers['content-length'], head.text]).toEqual([200, String(bytes.length), ''])
  for (const tag of [`"${file.sha256}"`, `"other", W/"${file.sha256}"`, '*'])
    expect((await ana.call('GET', url, { headers: { 'if-none-match': tag } })).status).toBe(304)
  expect((await ana.call('GET', url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  expect((await (await server.visitor()).call('GET', url)).status).toBe(404)
  await ana.expect(204, 'DELETE', `/api/files/${file.id}`)
  for (const method of ['GET', 'HEAD', 'DELETE'])
    expect((await ana.call(method, method === 'DELETE' ? `/api/files/${file.id}` : url)).status).toBe(404)
})

test('what is wrong with an upload is said by its status: 400, 409, 413, 415; and nothing of it stays', async () => {
  const ana = await server.visitor()
  const send = async (...parts: Parameters<typeof form>) => {
    const { status, json } = await ana.call('POST', '/api/files', form(...parts))
    return `${status} ${(json as { code?: string }).code}`
  }
  const limits = ((await ana.expect(200, 'GET', '/api/config')) as { limits: { files: { fileBytes: number } } }).limits
  const most = limits.files.fileBytes
  expect(most).toBe(10 * 1024 * 1024)
  const text = { name: 'file', file: 'a.txt' }
  expect(await send({ ...text, value: Buffer.alloc(most + 1, 'a') })).toBe('413 files.too_large')
  expect(await send({ ...text, value: Buffer.alloc(most * 2, 'a') })).toBe('413 files.too_large')
  expect(await send({ ...text, value: '' })).toBe('400 files.empty')
  expect(await send({ name: 'id', value: 'x' })).toBe('400 files.missing')
  expect(await send({ name: 'id', value: 'x'.repeat(101) }, { ...text, value: 'a' })).toBe('400 files.bad_id')
  expect(await send({ name: 'id', value: 'a\0b' }, { ...text, value: 'a' })).toBe('400 files.bad_id')
  expect(await send({ ...text, value: '<svg onload=alert(1)>', type: 'image/svg+xml' })).toBe('415 files.type')
  expect(await send({ name: 'file', file: 'cv.pdf', value: 'no pdf', type: 'application/pdf' })).toBe(
    '415 files.mismatch',
  )
  expect((await ana.call('POST', '/api/files', { json: { file: 'x' } })).status).toBe(415)
  const { payload, headers } = form({ ...text, value: 'cut off' })
  expect(
    (await ana.call('POST', '/api/files', { headers: headers!, payload: payload!.slice(0, -20) as Buffer })).status,
  ).toBe(400)
  const list = (await ana.expect(200, 'GET', '/api/files')) as { items: unknown[] }
  expect(list.items).toEqual([])
  expect(
    (await store.pool.query('select from files where person_id in (select person_id from visitor_keys)')).rows,
  ).toEqual([])
})

test('a résumé is made of a file that was uploaded just now; one that is locked says so', async () => {
  const ana = await server.visitor()
  const upload = async (value: Buffer) =>
    (await ana.expect(201, 'POST', '/api/files', form({ name: 'file', value, file: 'cv.pdf' }))) as Kept
  const [open, locked] = [await upload(pdfOf(['Ana Costa', 'Led 14 teams'])), await upload(pdfOf(['secret'], LOCKED))]
  const json = { name: 'Of a file', fileId: open.id }
  const made = await ana.expect(201, 'POST', '/api/resumes', { json, headers: { 'idempotency-key': 'one' } })
  expect(made).toMatchObject({ number: 1, text: 'Ana Costa\nLed 14 teams', fileId: open.id })
  expect(await ana.expect(201, 'POST', '/api/resumes', { json, headers: { 'idempotency-key': 'one' } })).toEqual(made)
  const refused = await ana.call('POST', '/api/resumes', { json: { name: 'x', fileId: locked.id } })
  expect(refused).toMatchObject({ status: 409, json: { code: 'files.no_text' } })
  expect(await ana.expect(200, 'GET', `/api/files/${locked.id}`)).toMatchObject({
    text: { state: 'failed', reason: 'encrypted' },
  })
  const { id, resumeId } = made as { id: string; resumeId: string }
  const next = await ana.expect(201, 'POST', `/api/resumes/${id}/versions`, {
    json: { text: 'Ana Costa\nLed 16 teams' },
  })
  expect(next).toMatchObject({ number: 2, resumeId })
  expect(await ana.expect(200, 'GET', `/api/resumes/${resumeId}/diff/${id}`)).toMatchObject({
    from: { number: 1 },
    to: { number: 2 },
    hunks: [{ lines: [{ kind: 'same' }, { kind: 'removed' }, { kind: 'added' }] }],
  })
  expect((await ana.expect(200, 'POST', `/api/resumes/${resumeId}/feedback`)) as object).toMatchObject({ version: 2 })
  // The file goes; the résumé that was made of it stays.
  await ana.expect(204, 'DELETE', `/api/files/${open.id}`)
  expect(await ana.expect(200, 'GET', `/api/resumes/${id}`)).toMatchObject({ version: { fileId: null, number: 1 } })
})

test('an upload of 10 MB raises memory by no more than twice its size', { timeout: 90_000 }, async () => {
  const program = path.join(import.meta.dirname, '../processes/upload-memory.ts')
  const child = spawn(process.execPath, ['--expose-gc', program, store.url], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  for await (const piece of child.stdout) out += String(piece)
  const { peak, same } = JSON.parse(out) as { peak: number; same: boolean }
  expect(same).toBe(true)
  expect(peak).toBeLessThan(2 * 10 * 1024 * 1024)
  expect(peak).toBeGreaterThan(0)
})

test('no name reaches the file system', () => {
  const marks = ['mosaic-escaped.txt', 'never']
  expect(fs.readdirSync(os.tmpdir()).filter(name => marks.some(mark => name.includes(mark)))).toEqual([])
})

function cookiesOf({ cookies }: { cookies: Map<string, string> }): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}
