import type { CallOptions } from './app.ts'

type Part = { name: string; value: string | Buffer; file?: string; type?: string }

/** A multipart form, its parts in this order. */
export function form(...parts: Part[]): Pick<CallOptions, 'payload' | 'headers'> {
  const boundary = 'a-boundary-that-no-test-sends'
  const pieces = parts.flatMap(({ name, value, file, type }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`,
    file === undefined ? '' : `; filename="${file}"`,
    type === undefined ? '' : `\r\ncontent-type: ${type}`,
    '\r\n\r\n',
    value,
    '\r\n',
  ])
  return {
    payload: Buffer.concat([...pieces, `--${boundary}--\r\n`].map(piece => Buffer.from(piece))),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
