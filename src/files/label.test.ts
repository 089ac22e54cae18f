import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attachmentOf, endingOf, labelOf } from './label.ts'

const sign = fc.constantFrom(...'aZ0 ._-/\\\0\n\u202e\ufeff"%;é漢', '😀', '\ud800')

test('a name is a label: no path, nothing unseen, at most 255 bytes, its ending kept', () => {
  expect(labelOf('../../etc/passwd')).toBe('passwd')
  expect(labelOf('C:\\Users\\ana\\CV.pdf')).toBe('CV.pdf')
  expect(labelOf('..')).toBe('file')
  expect(labelOf('\0\u202e')).toBe('file')
  expect(labelOf('cv\u202efdp.exe')).toBe('cvfdp.exe')
  expect(labelOf('a\r\nX: y.txt')).toBe('aX: y.txt')
  const long = labelOf(`${'é'.repeat(300)}.pdf`)
  expect([Buffer.byteLength(long), long.endsWith('é.pdf')]).toEqual([254, true])
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 280 }), name => {
      const label = labelOf(name)
      expect(label).not.toMatch(/[/\\\p{Cc}]|^\.*$/u)
      expect(Buffer.byteLength(label)).toBeLessThanOrEqual(255)
      expect(labelOf(label)).toBe(label)
      expect(attachmentOf(label)).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.~!#$&+^`|%-]*$/)
    }),
  )
})

test('an ending is what ends a name, not a version', () => {
  expect(['CV.PDF', 'CV 2.0', 'notes', 'a.tar.gz', '.txt'].map(endingOf)).toEqual(['pdf', '', '', 'gz', 'txt'])
})
