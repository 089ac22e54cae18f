import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { silentLog } from '../kernel/log.ts'
import { encodeFrame, readFrames } from './frames.ts'
import { makeJournal, takeJournal } from './journal.ts'
import { createSpool } from './spool.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-journal-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))
let folders = 0
const newRoot = () => path.join(root, `${++folders}`)

const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 })

describe('a segment', () => {
  test('cut anywhere, gives every whole entry and nothing else', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (all, at) => {
        const frames = all.map(payload => encodeFrame(Buffer.from(payload)))
        const whole = Buffer.concat(frames)
        const cut = whole.length === 0 ? 0 : at % (whole.length + 1)
        let end = 0
        const expected: Buffer[] = []
        for (const [index, frame] of frames.entries()) {
          if (end + frame.length > cut) break
          end += frame.length
          expected.push(Buffer.from(all[index]!))
        }
        const read = readFrames(whole.subarray(0, cut))
        expect(read.payloads.map(String)).toEqual(expected.map(String))
        expect([read.end, read.damaged]).toEqual([end, 0])
      }),
    )
  })

  test('with a block of rubbish in it, loses no entry that lies elsewhere', () => {
    fc.assert(
      fc.property(payloads, payloads, fc.uint8Array({ minLength: 1, maxLength: 200 }), (before, behind, rubbish) => {
        const written = [...before, ...behind].map(payload => Buffer.from(payload))
        const bytes = Buffer.concat([
          ...before.map(payload => encodeFrame(Buffer.from(payload))),
          Buffer.from(rubbish),
          ...behind.map(payload => encodeFrame(Buffer.from(payload))),
        ])
        const read = readFrames(bytes)
        expect(read.payloads.map(String)).toEqual(written.map(String))
        expect(read.damaged > 0).toBe(behind.length > 0)
      }),
    )
  })
})

const text = (entries: { id: string; payload: Buffer }[]) => entries.map(({ id, payload }) => [id, String(payload)])

describe('a journal', () => {
  test('holds what was appended, in order, with what is done left out; nobody else may have it meanwhile', async () => {
    const at = newRoot()
    const journal = await makeJournal(at, 'one')
    const all = Array.from({ length: 50 }, (_, number) => ({ id: newId(), payload: Buffer.from(`entry ${number}`) }))
    await Promise.all(all.map(({ id, payload }) => journal.append(id, payload)))
    await journal.markDone(all.slice(0, 20).map(({ id }) => id))
    expect(await takeJournal(journal.folder)).toBeUndefined()
    await journal.close()
    const found = (await takeJournal(journal.folder))!
    expect(text(found.entries)).toEqual(text(all.slice(20)))
    expect(fs.statSync(path.join(journal.folder, '000001.seg')).mode & 0o777).toBe(0o600)
    expect(fs.statSync(journal.folder).mode & 0o777).toBe(0o700)
    await found.journal.remove()
    expect(fs.readdirSync(at)).toEqual([])
  })

  test('taken over, goes on in a segment of its own; a cut tail is gone and what was whole is not touched', async () => {
    const at = newRoot()
    const first = await makeJournal(at, 'one')
    const ids = [newId(), newId(), newId()] as const
    await first.append(ids[0], Buffer.from('first'))
    await first.append(ids[1], Buffer.from('second'))
    await first.close()
    const file = path.join(first.folder, '000001.seg')
    fs.truncateSync(file, fs.statSync(file).size - 3)
    const again = (await takeJournal(first.folder))!
    expect(text(again.entries)).toEqual([[ids[0], 'first']])
    await again.journal.append(ids[2], Buffer.from('third'))
    await again.journal.close()
    const last = (await takeJournal(first.folder))!
    expect(text(last.entries)).toEqual([
      [ids[0], 'first'],
      [ids[2], 'third'],
    ])
    await last.journal.close()
  })

  test('that the disk damaged is put aside once it is done, not thrown away', async () => {
    const at = newRoot()
    const journal = await makeJournal(at, 'one')
    const ids = [newId(), newId(), newId()]
    for (const id of ids) await journal.append(id, Buffer.from('words '.repeat(20)))
    await journal.close()
    const file = path.join(journal.folder, '000001.seg')
    const bytes = fs.readFileSync(file)
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff
    fs.writeFileSync(file, bytes)
    const found = (await takeJournal(journal.folder))!
    expect(found.entries.map(({ id }) => id)).toEqual([ids[0], ids[2]])
    expect(found.damaged).toBeGreaterThan(0)
    await found.journal.remove()
    expect(fs.readdirSync(at)).toEqual(['one.damaged'])
  })
})

const speaker = { keyHash: 'a'.repeat(64) }
const secret = 'a secret of the store that is long enough'
function openSpool(at: string, most = 1_000_000) {
  const spool = createSpool({ root: at, most, log: silentLog })
  spool.open(secret)
  return spool
}
const say = (spool: ReturnType<typeof openSpool>, clientId: string, words = 'hello') =>
  spool.keep({ kind: 'message', speaker, at: spool.received(), clientId, content: { text: words } })

describe('the spool', () => {
  test('keeps the same intent once; another with its id is refused', async () => {
    const spool = openSpool(newRoot())
    const [one, two] = await Promise.all([say(spool, '1'), say(spool, '1')])
    expect(two.id).toBe(one.id)
    await expect(say(spool, '1', 'something else')).rejects.toMatchObject({ code: 'outage.id_reused' })
    expect(spool.facts().entries).toBe(1)
    await spool.close()
  })

  test('nothing of what was said can be read on the disk, and nothing is opened with another secret, nor thrown away', async () => {
    const at = newRoot()
    const spool = openSpool(at)
    await say(spool, '1', 'my number is 98765')
    await spool.close()
    const all = fs.globSync('**/*.seg', { cwd: at }).map(name => fs.readFileSync(path.join(at, name), 'latin1'))
    expect(all.join('')).not.toContain('98765')
    const other = createSpool({ root: at, most: 1_000_000, log: silentLog })
    other.open('another secret')
    await other.adopt()
    expect(other.waiting()).toEqual([])
    await other.close()
    const right = openSpool(at)
    expect(await right.adopt()).toBe(1)
    expect(right.waiting()[0]!.entry.content).toEqual({ text: 'my number is 98765' })
    await right.close()
  })

  test('takes no more than it may, and what it refused is not there', async () => {
    const at = newRoot()
    const spool = openSpool(at, 2_000)
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => say(spool, `${n}`, 'x'.repeat(200))))
    const kept = outcomes.filter(({ status }) => status === 'fulfilled').length
    expect(kept).toBeGreaterThan(1)
    expect(kept).toBeLessThan(10)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'outage.full', kind: 'unavailable' })
    await spool.close()
    const again = openSpool(at)
    expect(await again.adopt()).toBe(kept)
    await again.close()
  })

  test('what never ends holds up what comes behind it no longer than a bound', async () => {
    const spool = createSpool({ root: newRoot(), most: 1_000_000, log: silentLog, underWayMs: 200 })
    spool.open(secret)
    spool.begin(`visitor ${speaker.keyHash}`, spool.received())
    await say(spool, '1')
    expect(spool.waiting()).toEqual([])
    await expect.poll(() => spool.waiting().length).toBe(1)
    await spool.close()
  })

  test('what comes behind something under way waits for it; a journal of which all is brought is gone', async () => {
    const at = newRoot()
    const spool = openSpool(at)
    const end = spool.begin(`visitor ${speaker.keyHash}`, spool.received())
    await say(spool, '1')
    expect(spool.isBehind(`visitor ${speaker.keyHash}`)).toBe(true)
    expect(spool.waiting()).toEqual([])
    end()
    const waiting = spool.waiting()
    expect(waiting).toHaveLength(1)
    await spool.brought(waiting)
    // It stands in the store, and is not done there yet.
    expect(spool.isBehind(`visitor ${speaker.keyHash}`)).toBe(true)
    spool.standsInStore(new Map())
    expect(spool.isBehind(`visitor ${speaker.keyHash}`)).toBe(false)
    expect(fs.readdirSync(at)).toEqual([])
    await spool.close()
  })

  test('the bytes of a file come back as they were, and changed ones do not', async () => {
    const at = newRoot()
    const spool = openSpool(at, 1_500_000)
    const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, n) => n % 251))
    async function* pieces() {
      for (let from = 0; from < bytes.length; from += 65_000) yield bytes.subarray(from, from + 65_000)
    }
    const unpin = spool.pin()
    const blob = await spool.keepBytes(pieces(), () => {})
    await spool.keep({ kind: 'file', speaker, at: spool.received(), content: { blob } })
    unpin()
    // Files take half of the room at most; what was not filed in the end makes room again.
    await expect(spool.keepBytes(pieces(), () => {})).rejects.toMatchObject({ code: 'outage.full' })
    await say(spool, 'words have room')
    const before = spool.facts().bytes
    await spool.dropBytes(await spool.keepBytes(Readable.from([Buffer.alloc(10_000)]), () => {}))
    expect(spool.facts().bytes).toBe(before)
    const held = spool.waiting().find(({ entry }) => entry.kind === 'file')
    const read: Buffer[] = []
    for await (const piece of spool.bytesOf(held!, blob)) read.push(piece)
    expect(Buffer.concat(read).equals(bytes)).toBe(true)
    const file = path.join(held!.journal.folder, `${blob}.blob`)
    const changed = fs.readFileSync(file)
    changed[1_000]! ^= 1
    fs.writeFileSync(file, changed)
    await expect(Array.fromAsync(spool.bytesOf(held!, blob))).rejects.toThrow()
    await spool.close()
  })
})

/** A disk of its own that is soon full; only root may make one. */
function smallDisk(): string | undefined {
  const at = newRoot()
  fs.mkdirSync(at)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at])
  return mounted.status === 0 ? at : undefined
}

test('a disk that is full refuses, with nothing of it there, and takes again once there is room', async context => {
  const at = smallDisk()
  if (!at) return context.skip()
  try {
    const spool = openSpool(path.join(at, 'spool'), 1e9)
    const kept: string[] = []
    let refused = 0
    const one = (n: number) => ({ ...speaker, keyHash: `${n % 7}` })
    for (let n = 0; n < 300; n++) {
      const intent = {
        kind: 'message' as const,
        speaker: one(n),
        at: spool.received(),
        content: { text: 'x'.repeat(3_000) },
      }
      const outcome = await spool.keep(intent).catch(error => error as { code: string })
      if ('id' in outcome) kept.push(outcome.id)
      else if (outcome.code === 'outage.full') refused++
      else throw outcome
    }
    expect(kept.length).toBeGreaterThan(10)
    expect(refused).toBeGreaterThan(100)
    async function* large() {
      yield Buffer.alloc(300_000)
    }
    await expect(spool.keepBytes(large(), () => {})).rejects.toMatchObject({ code: 'outage.full' })
    expect(fs.globSync('**/*.blob', { cwd: at })).toEqual([])
    await spool.close()
    const again = openSpool(path.join(at, 'spool'), 1e9)
    await again.adopt()
    const waiting = again.waiting()
    expect(waiting.map(({ entry }) => entry.id)).toEqual(kept)
    await again.brought(waiting)
    await again.keep({ kind: 'message', speaker, at: again.received(), content: { text: 'there is room' } })
    await again.close()
  } finally {
    spawnSync('umount', ['-l', at])
  }
})

test('a file is refused where not even a journal can be begun, and taken once there is room', async context => {
  const at = smallDisk()
  if (!at) return context.skip()
  try {
    const filler = path.join(at, 'filler')
    // What is taken last has no byte left for it, wherever that is.
    for (let room = 256 * 1024; room >= 1; room /= 2)
      try {
        fs.appendFileSync(filler, Buffer.alloc(room))
      } catch {}
    const spool = openSpool(path.join(at, 'spool'), 1e9)
    const words = () => Readable.from([Buffer.from('words')])
    await expect(spool.keepBytes(words(), () => {})).rejects.toMatchObject({ code: 'outage.full' })
    fs.rmSync(filler)
    expect(await spool.keepBytes(words(), () => {})).toMatch(/^[0-9a-f-]{36}$/)
    await spool.close()
  } finally {
    spawnSync('umount', ['-l', at])
  }
})

test('a process killed while it writes leaves all that it said was kept', { timeout: 60_000 }, async () => {
  const at = newRoot()
  const program = `
    import { createSpool } from ${JSON.stringify(path.join(import.meta.dirname, 'spool.ts'))}
    const spool = createSpool({ root: ${JSON.stringify(at)}, most: 1e9, log: { info() {}, warn() {}, error() {} } })
    spool.open(${JSON.stringify(secret)})
    const run = async worker => {
      for (let n = 0; ; n++) {
        const speaker = { keyHash: String(worker) + ' ' + Math.floor(n / 100) }
        const { id } = await spool.keep({ kind: 'message', speaker, at: spool.received(), content: { text: 'x'.repeat(n % 500) } })
        process.stdout.write(id + '\\n')
      }
    }
    for (let worker = 0; worker < 8; worker++) run(worker)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.on('data', chunk => (told += chunk))
  while (told.split('\n').length < 300) await new Promise(resolve => setTimeout(resolve, 20))
  child.kill('SIGKILL')
  await new Promise(resolve => child.once('close', resolve))
  const spool = openSpool(at, 1e9)
  await spool.adopt()
  const found = new Set(spool.waiting().map(({ entry }) => entry.id))
  const acknowledged = told.split('\n').slice(0, -1)
  expect(acknowledged.filter(id => !found.has(id))).toEqual([])
  await spool.close()
})
