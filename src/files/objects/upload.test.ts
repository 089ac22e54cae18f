import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startS3 } from '../../../tests/counterparts/s3.ts'
import { type ObjectStore, openS3 } from '../index.ts'

let s3: Awaited<ReturnType<typeof startS3>>
let objects: ObjectStore
beforeAll(async () => {
  s3 = await startS3()
  objects = openS3({ ...s3.settings, prefix: 'mosaic/' })
})
afterAll(async () => {
  objects?.close()
  await s3?.close()
})

const MIB = 1024 * 1024

test('what comes in pieces of any length arrives bit for bit, in parts', async () => {
  for (const size of [0, 1, 8 * MIB, 17 * MIB + 3]) {
    const bytes = randomBytes(size)
    const pieces: Buffer[] = []
    for (let at = 0; at < size; at += 777_777) pieces.push(bytes.subarray(at, at + 777_777))
    expect(await objects.upload('mosaic/backups/a', Readable.from(pieces))).toBe(size)
    expect(s3.objects.get('mosaic/backups/a')!.bytes.equals(bytes)).toBe(true)
    expect(await objects.size('mosaic/backups/a')).toBe(size)
  }
  await objects.remove('mosaic/backups/a')
  expect(await objects.size('mosaic/backups/a')).toBeUndefined()
})

test('what breaks off is not there, nor are its parts; what a killed one left is taken back', async () => {
  async function* broken() {
    yield randomBytes(9 * MIB)
    throw new Error('the line is lost')
  }
  await expect(objects.upload('mosaic/backups/b', Readable.from(broken()))).rejects.toThrow('the line is lost')
  expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0])
  s3.uploads.set('left', { key: 'mosaic/backups/b', parts: new Map() })
  s3.uploads.set('others', { key: 'mosaic/backups/bc', parts: new Map() })
  await objects.abandon('mosaic/backups/b')
  expect([...s3.uploads.keys()]).toEqual(['others'])
})
