import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { record } from '../history.ts'
import { makeClient } from './client.ts'
import { upload } from './upload.ts'

test('a file that is kept for later is not asked for by the id of its entry', async () => {
  // By this seed the third step reads a file back, if there is one.
  const seed = 2
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    const { method, url } = request
    asked.push(`${method} ${url}`)
    request.resume()
    const isKept = method === 'POST' && url === '/api/files'
    response.writeHead(isKept ? 202 : 200, { 'content-type': 'application/json', 'set-cookie': 'visitor=one' })
    response.end(JSON.stringify(isKept ? { kept: true, id: 'an-entry' } : { conversation: null, messages: [] }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-upload-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true }))
  const recorder = record(path.join(folder, 'history.jsonl'))
  const stopping = new AbortController()

  const running = upload(makeClient('uploader1', [url], seed, recorder, stopping.signal))
  await vi.waitFor(
    () => expect(recorder.history.operations.filter(({ deed }) => deed === 'upload').length).toBeGreaterThan(1),
    { timeout: 30_000, interval: 50 },
  )
  stopping.abort()
  await running

  expect(asked.filter(line => line.includes('an-entry'))).toEqual([])
})
