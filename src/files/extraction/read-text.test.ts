import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DOCX, LOCKED, pdfOf, wordOf, zipOf } from '../testing/documents.ts'
import { expandedTooFar, type ReadTask, readText } from './read-text.ts'
import { BOUNDS, readApart } from './run-worker.ts'

const MIB = 1024 * 1024
const read = (type: ReadTask['type'], bytes: Buffer) => readText({ type, bytes, mostExpanded: 50 * MIB })

test('text of a Word document, a PDF and a text file, line by line', async () => {
  expect(await read(DOCX, wordOf(['Ana Costa', 'Led 14 teams', '', 'Lisbon']))).toEqual({
    text: 'Ana Costa\nLed 14 teams\n\nLisbon',
  })
  expect(await read('application/pdf', pdfOf(['Ana Costa', 'Led 14 teams']))).toEqual({
    text: 'Ana Costa\nLed 14 teams',
  })
  expect(await read('text/plain', Buffer.from('\ufeffÄrger\r\n  mit Folgen  \r\n'))).toEqual({
    text: 'Ärger\n  mit Folgen',
  })
})

test('no text, a password, a broken file: each by its name', async () => {
  expect(await read('application/pdf', pdfOf([]))).toEqual({ text: '' })
  expect(await read('text/plain', Buffer.from(' \n—\n'))).toEqual({ text: '' })
  expect(await read('application/pdf', pdfOf(['secret'], LOCKED))).toEqual({ failed: 'encrypted' })
  expect(await read('application/pdf', Buffer.from('%PDF-1.4\nnothing that follows'))).toEqual({ failed: 'broken' })
  expect(await read(DOCX, Buffer.concat([wordOf(['x']).subarray(0, 300), Buffer.alloc(50)]))).toEqual({
    failed: 'broken',
  })
  expect(await read(DOCX, zipOf([{ name: 'word/document.xml', bytes: Buffer.from('<no') }]))).toEqual({
    failed: 'broken',
  })
})

test('what an archive unpacks into is counted, whatever its headers say, before a reader sees it', () => {
  const zeros = Buffer.alloc(60 * MIB)
  const bomb = wordOf(['hello'], [{ name: 'word/media/zeros.bin', bytes: zeros, claimed: 10 }])
  expect(bomb.length).toBeLessThan(100_000)
  expect(expandedTooFar(bomb, 50 * MIB)).toBe('too_large')
  // Many that pass one by one; and an archive within an archive, which is as large as it is.
  const many = Array.from({ length: 12 }, (_, index) => ({
    name: `word/${index}`,
    bytes: zeros.subarray(0, 5 * MIB),
    claimed: 0,
  }))
  expect(expandedTooFar(wordOf(['hello'], many), 50 * MIB)).toBe('too_large')
  expect(
    expandedTooFar(wordOf(['hello'], [{ name: 'word/inner.zip', bytes: bomb, stored: true }]), 50 * MIB),
  ).toBeUndefined()
  // An archive that two readers would read in two ways.
  expect(expandedTooFar(Buffer.concat([Buffer.from('before'), wordOf(['x'])]), 50 * MIB)).toBe('broken')
  expect(expandedTooFar(Buffer.concat([wordOf(['x']), Buffer.from('behind')]), 50 * MIB)).toBe('broken')
})

test('no bytes make the count throw, or take long', () => {
  const whole = wordOf(['Ana', 'Costa'])
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }), changes => {
      const bytes = Buffer.from(whole)
      for (const [at, value] of changes) bytes[at] = value
      expect([undefined, 'broken', 'too_large']).toContain(expandedTooFar(bytes, MIB))
    }),
  )
})

test('a worker that takes too long or too much is ended, and the next one reads', async () => {
  const bytes = () => {
    const pdf = pdfOf(['Ana Costa'])
    return new Uint8Array(pdf.buffer.slice(pdf.byteOffset, pdf.byteOffset + pdf.length) as ArrayBuffer)
  }
  expect(await readApart({ type: 'application/pdf', bytes: bytes() }, { ...BOUNDS, time: 5 })).toEqual({
    failed: 'too_slow',
  })
  expect(await readApart({ type: 'application/pdf', bytes: bytes() }, { ...BOUNDS, growth: -1 })).toEqual({
    failed: 'out_of_memory',
  })
  expect(await readApart({ type: 'application/pdf', bytes: bytes() })).toEqual({ text: 'Ana Costa' })
})
