import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measurePicture } from './measure-picture.ts'

const text = (words: string) => Buffer.from(words, 'latin1')

test('pictures are known by their bytes, with their size', () => {
  const png = Buffer.alloc(24)
  text('\x89PNG\r\n\x1a\n').copy(png)
  png.writeUInt32BE(640, 16)
  png.writeUInt32BE(480, 20)
  expect(measurePicture(png)).toEqual({ mediaType: 'image/png', width: 640, height: 480 })

  const jpeg = Buffer.from('ffd8ffe000040000ffc0000b0801e00280030000', 'hex')
  expect(measurePicture(jpeg)).toEqual({ mediaType: 'image/jpeg', width: 640, height: 480 })

  const webp = Buffer.alloc(30)
  text('RIFF\x16\0\0\0WEBPVP8X').copy(webp)
  webp.writeUIntLE(639, 24, 3)
  webp.writeUIntLE(479, 27, 3)
  expect(measurePicture(webp)).toEqual({ mediaType: 'image/webp', width: 640, height: 480 })
})

test('anything else is none, whatever it begins like, and nothing makes it stumble', () => {
  expect(measurePicture(text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'))).toBeUndefined()
  expect(measurePicture(text('GIF89a\x01\0\x01\0'))).toBeUndefined()
  const begin = fc.constantFrom(
    '',
    '\x89PNG\r\n\x1a\n',
    'RIFF1234WEBPVP8 ',
    'RIFF1234WEBPVP8L',
    '\xff\xd8\xff\xe0',
    '\xff\xd8\xff',
  )
  fc.assert(
    fc.property(begin, fc.uint8Array({ maxLength: 40 }), (start, rest) => {
      measurePicture(Buffer.concat([text(start), rest]))
    }),
    { numRuns: 500 },
  )
})
