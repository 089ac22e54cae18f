import { expect, test } from 'vitest'
import { DOCX, JPEG, PNG, pdfOf, wordOf, zipOf } from '../testing/documents.ts'
import { typeOf } from './sniff.ts'

function look(bytes: Buffer, name: string, declared?: string) {
  let isText = !bytes.includes(0)
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    isText = false
  }
  return typeOf(
    { head: bytes.subarray(0, 65_536), tail: bytes.subarray(-1_048_576), size: bytes.length, isText },
    name,
    declared,
  )
}
const code = (promise: Promise<unknown>) => promise.then(String, (error: { code: string }) => error.code)

test('the bytes decide', async () => {
  expect(await look(pdfOf(['a']), 'cv.pdf', 'application/pdf')).toBe('application/pdf')
  expect(await look(wordOf(['a']), 'CV.DOCX', DOCX)).toBe(DOCX)
  expect(await look(PNG, 'me.png', 'image/png')).toBe('image/png')
  const described = Buffer.concat([
    PNG.subarray(0, 33),
    Buffer.from('00030d40695458740000', 'hex'),
    Buffer.alloc(200_010),
  ])
  expect(await look(described, 'long.png')).toBe('image/png')
  expect(await look(JPEG, 'me.jpeg', 'image/jpg')).toBe('image/jpeg')
  expect(await look(Buffer.from('Grüße'), 'a.txt', 'text/plain; charset=utf-8')).toBe('text/plain')
  expect(await look(Buffer.from('# Ana'), 'a.md', 'application/octet-stream')).toBe('text/markdown')
  expect(await look(Buffer.from('x'), 'notes')).toBe('text/plain')
  expect(await look(pdfOf(['a']), 'cv.pdf', 'text/plain')).toBe('application/pdf')
  expect(await look(pdfOf(['a']), 'no ending at all')).toBe('application/pdf')
})

test('a name or a declared type that says otherwise is refused', async () => {
  for (const [bytes, name, declared] of [
    [pdfOf(['a']), 'cv.docx', undefined],
    [pdfOf(['a']), 'cv.exe', undefined],
    [pdfOf(['a']), 'cv.pdf', 'image/png'],
    [PNG, 'me.jpg', undefined],
    [PNG, 'me', 'text/plain'],
    [Buffer.from('No PDF at all'), 'a.pdf', undefined],
    [Buffer.from('plain'), 'a.txt', 'text/html'],
    [Buffer.from('plain'), 'a.html', undefined],
    // A PDF with an archive behind it is a PDF, whatever it is called.
    [Buffer.concat([pdfOf(['a']), wordOf(['b'])]), 'both.docx', undefined],
  ] as const)
    expect(await code(look(bytes, name, declared)), name).toBe('files.mismatch')
  expect(await look(Buffer.concat([pdfOf(['a']), wordOf(['b'])]), 'both.pdf')).toBe('application/pdf')
})

test('what is not on the list is not taken: pages, drawings, programs, archives, macros, other text', async () => {
  for (const bytes of [
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    Buffer.from('  <!-- hi --><SVG/>'),
    Buffer.from('\ufeff<!DOCTYPE html><p>'),
    Buffer.from('<?xml version="1.0"?><svg/>'),
    Buffer.from('<script>alert(1)</script>'),
    Buffer.from('4d5a90000300000004000000ffff0000', 'hex'),
    Buffer.from('latin: caf\xe9', 'latin1'),
    Buffer.from('with a \0 within'),
    Buffer.from('GIF89a<script>alert(1)</script>'),
    zipOf([{ name: 'a.txt', bytes: Buffer.from('a') }]),
    wordOf(['a'], [{ name: 'word/vbaProject.bin', bytes: Buffer.from('x') }]),
    Buffer.concat([wordOf(['a']), Buffer.from('#!/bin/sh')]),
  ])
    for (const name of ['a', 'a.txt', 'a.docx']) expect(await code(look(bytes, name)), String(bytes)).toBe('files.type')
})

test('a head of nothing but comments is told apart at once', async () => {
  const comments = '<!---->'.repeat(9_000)
  const began = performance.now()
  expect(await look(Buffer.from(`${comments}words`), 'a.md')).toBe('text/markdown')
  expect(await code(look(Buffer.from(`${comments} <svg/>`), 'a.md'))).toBe('files.type')
  expect(performance.now() - began).toBeLessThan(1_000)
})
