import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DOCX, JPEG, PNG, pdfOf, wordOf, zipOf } from '../../src/files/testing/documents.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Answer, type Caller, testServer } from '../server/app.ts'
import { form } from '../server/form.ts'

const store = testStore({ connections: 2 })
const ROOM = 2
const server = testServer(store, { FILE_MAX_MIB: '1', FILES_MIB_PER_PERSON: String(ROOM), FILES_PER_PERSON: '100' })
const MIB = 1024 * 1024

type Kept = { id: string; name: string; type: string; text: { state: string; reason: string | null } }

async function send(caller: Caller, value: string | Buffer, file: string, type?: string): Promise<Answer> {
  return caller.call('POST', '/api/files', form({ name: 'file', value, file, ...(type && { type }) }))
}
const codeOf = ({ status, json }: Answer) => `${status} ${(json as { code?: string } | null)?.code ?? ''}`.trim()

/** A form whose bytes are written by hand. */
const raw = (body: string | Buffer, boundary = 'b') => ({
  payload: Buffer.from(body),
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
})
const part = (name: string, value: string, file?: string, boundary = 'b') =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n\r\n${value}\r\n`

/** However it came in, it goes out to be kept: no browser shows or runs it under our name. */
function expectKeptApart(answer: Answer, shown: string): void {
  expect(answer.status, shown).toBe(200)
  expect(answer.headers, shown).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringMatching(
      /^attachment; filename="[\x20-\x7e]*"(; filename\*=UTF-8''[\w.~%-]*)?$/,
    ),
    'content-security-policy': "default-src 'none'; sandbox",
  })
  expect(String(answer.headers['content-type']), shown).not.toMatch(/svg|xml(?!formats)|xhtml|javascript/)
}

/** Taken as a path it would be written here, from however deep a folder. */
const ESCAPED = path.join(os.tmpdir(), 'mosaic-escaped.txt')
const ESCAPES = `${'../'.repeat(32)}${path.relative(path.parse(ESCAPED).root, ESCAPED).replaceAll('\\', '/')}`

const SCRIPT = '<script>alert(document.domain)</script>'
const PDF = pdfOf(['Ana Costa'])
const ZIP = zipOf([{ name: 'a.html', bytes: Buffer.from(SCRIPT) }])
const GIF = Buffer.from(`GIF89a/*${'\0'.repeat(8)}*/=1;alert(1)//`, 'latin1')

/** What is two things at once, or another thing than it says. A type: it is kept as that and no other; else why it is not. */
const POLYGLOTS: [string, Buffer | string, string, string | undefined, string][] = [
  ['a PDF with an archive behind it', Buffer.concat([PDF, ZIP]), 'cv.pdf', 'application/pdf', 'application/pdf'],
  [
    'a PDF with a page behind it',
    Buffer.concat([PDF, Buffer.from(`<html>${SCRIPT}`)]),
    'cv.pdf',
    undefined,
    'application/pdf',
  ],
  ['a PDF that says it is a page', PDF, 'cv.html', 'text/html', '415 files.mismatch'],
  ['an archive with a PDF in front', Buffer.concat([ZIP, PDF]), 'cv.pdf', undefined, '415 files.type'],
  ['a GIF that is a script', GIF, 'a.gif', 'image/gif', '415 files.type'],
  ['a GIF that is a script and says it is text', GIF, 'a.txt', 'text/plain', '415 files.type'],
  ['a PNG with a page behind it', Buffer.concat([PNG, Buffer.from(SCRIPT)]), 'a.png', 'image/png', 'image/png'],
  ['a JPEG with an archive behind it', Buffer.concat([JPEG, ZIP]), 'a.jpg', 'image/jpeg', 'image/jpeg'],
  ['a page called text', `<!DOCTYPE html>${SCRIPT}`, 'cv.txt', 'text/plain', '415 files.type'],
  ['a page behind a mark of its order', `\ufeff<html>${SCRIPT}`, 'cv.txt', 'text/plain', '415 files.type'],
  ['a page behind comments', `<!-- a --> <!-- b -->\n${SCRIPT}`, 'cv.md', undefined, '415 files.type'],
  ['a page in the middle of text', `Dear Sir,\n<html>${SCRIPT}`, 'cv.txt', 'text/plain', 'text/plain'],
  ['a page called what it is', `<html>${SCRIPT}`, 'cv.html', 'text/html', '415 files.type'],
  ['text called a page', 'Dear Sir', 'cv.html', 'text/plain', '415 files.mismatch'],
  ['text sent as a page', 'Dear Sir', 'cv.txt', 'text/html', '415 files.mismatch'],
  ['text sent as a script', 'alert(1)', 'cv.txt', 'application/javascript', '415 files.mismatch'],
  [
    'a drawing',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    'a.svg',
    'image/svg+xml',
    '415 files.type',
  ],
  ['a drawing called a picture', '<svg onload="alert(1)"/>', 'a.png', 'image/png', '415 files.type'],
  ['a drawing as XML', '<?xml version="1.0"?><svg/>', 'a.txt', 'text/plain', '415 files.type'],
  ['a program', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'cv.pdf', 'application/pdf', '415 files.type'],
  ['an archive called a document', ZIP, 'cv.docx', DOCX, '415 files.type'],
  [
    'a document with macros',
    wordOf(['x'], [{ name: 'word/vbaProject.bin', bytes: Buffer.from('x') }]),
    'cv.docx',
    DOCX,
    '415 files.type',
  ],
  ['a second ending', PDF, 'cv.pdf.exe', undefined, '415 files.mismatch'],
]

test('what is two things at once is kept as the one that was judged, to be saved and never shown, or not at all', async () => {
  const ana = await server.visitor()
  for (const [shown, bytes, name, declared, outcome] of POLYGLOTS) {
    const answer = await send(ana, bytes, name, declared)
    if (answer.status !== 201) expect(codeOf(answer), shown).toBe(outcome)
    else {
      const file = answer.json as Kept
      expect(file.type, shown).toBe(outcome)
      const content = await ana.call('GET', `/api/files/${file.id}/content`)
      expectKeptApart(content, shown)
      expect(String(content.headers['content-type']).split(';')[0], shown).toBe(outcome)
      // Who asks for a page, or for a part of it, gets the same file.
      for (const [header, value] of [
        ['accept', 'text/html'],
        ['sec-fetch-dest', 'iframe'],
        ['sec-fetch-dest', 'script'],
      ] as const)
        expectKeptApart(await ana.call('GET', `/api/files/${file.id}/content`, { headers: { [header]: value } }), shown)
      await ana.expect(204, 'DELETE', `/api/files/${file.id}`)
    }
  }
})

const NAMES = [
  '../../../../etc/passwd.txt',
  '..\\..\\windows\\win.txt',
  '/etc/cron.d/x.txt',
  'C:\\x.txt',
  '%2e%2e%2fx.txt',
  'a\u202etxt.exe.txt',
  'a\u2066\u200f.txt',
  'a\r\nSet-Cookie: mosaic-visitor=stolen\r\n\r\n<script>.txt',
  'a\nb.txt',
  'a\0b.txt',
  'a\u0085\u2028b.txt',
  '".txt',
  "a'b\\.txt",
  'a; filename=evil.html; x=.txt',
  'a"; filename="evil.html.txt',
  `${'x'.repeat(5_000)}.txt`,
  `${'é🏠'.repeat(500)}.txt`,
  '....txt',
  ' .txt',
  'con.txt',
  '__proto__.txt',
]

test('a name is a label, whatever is written in it: it ends no header, names no folder, and turns no direction', async () => {
  const ana = await server.visitor()
  for (const given of NAMES) {
    // As browsers write it (quotes and line ends encoded), as they should not, and in the other form that there is.
    const ways = [
      part('file', 'hello', given),
      part('file', 'hello', given.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')),
      `--b\r\ncontent-disposition: form-data; name="file"; filename*=UTF-8''${encodeURIComponent(given.toWellFormed())}\r\n\r\nhello\r\n`,
    ]
    for (const way of ways) {
      const answer = await ana.call('POST', '/api/files', raw(`${way}--b--\r\n`))
      const shown = `${JSON.stringify(given.slice(0, 80))} ${answer.text.slice(0, 300)}`
      expect([201, 400, 415], shown).toContain(answer.status)
      if (answer.status !== 201) continue
      const { id, name } = answer.json as Kept
      expect(name, shown).not.toMatch(/[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]/u)
      expect(Buffer.byteLength(name), shown).toBeLessThanOrEqual(255)
      const content = await ana.call('GET', `/api/files/${id}/content`)
      expectKeptApart(content, shown)
      expect(content.headers['set-cookie'], shown).toBeUndefined()
      await ana.expect(204, 'DELETE', `/api/files/${id}`)
    }
  }
})

const declare = (doctype: string, text: string) =>
  `<?xml version="1.0"?>${doctype}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`
const laughs = (depth: number) =>
  `<!DOCTYPE w [<!ENTITY l0 "lol">${Array.from({ length: depth }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')}]>`

/** A Word document whose text is this XML. */
const wordWith = (xml: string) => {
  const usual = wordOf(['x'])
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
  const rels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
  expect(usual.includes('word/document.xml')).toBe(true)
  return zipOf([
    { name: '[Content_Types].xml', bytes: Buffer.from(types) },
    { name: '_rels/.rels', bytes: Buffer.from(rels) },
    { name: 'word/document.xml', bytes: Buffer.from(xml) },
  ])
}
const zeros = Buffer.alloc(60 * MIB)
const inner = zipOf([{ name: 'zeros', bytes: zeros }])

/** What is small and becomes large, or leads elsewhere, when it is read. */
const TRAPS: [string, Buffer, string][] = [
  ['an outer entity', wordWith(declare('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;')), 'cv.docx'],
  [
    'an entity of the network',
    wordWith(declare('<!DOCTYPE w [<!ENTITY x SYSTEM "http://169.254.169.254/">]>', '&x;')),
    'cv.docx',
  ],
  ['an outer declaration', wordWith(declare('<!DOCTYPE w SYSTEM "file:///etc/passwd">', 'Ana')), 'cv.docx'],
  ['a billion laughs', wordWith(declare(laughs(9), '&l9;')), 'cv.docx'],
  [
    'a long entity often',
    wordWith(declare(`<!DOCTYPE w [<!ENTITY x "${'x'.repeat(50_000)}">]>`, '&x;'.repeat(50_000))),
    'cv.docx',
  ],
  [
    'a part that unpacks into 60 MiB',
    wordOf(['hi'], [{ name: 'word/media/a.bin', bytes: zeros, claimed: 10 }]),
    'cv.docx',
  ],
  [
    'archives in an archive',
    wordOf(['hi'], [{ name: 'word/a.zip', bytes: zipOf([{ name: 'b.zip', bytes: inner }]) }]),
    'cv.docx',
  ],
  ['XML of great depth', wordWith(declare('', `${'<w:x>'.repeat(40_000)}${'</w:x>'.repeat(40_000)}`)), 'cv.docx'],
  ['parts that lead out of the archive', wordOf(['hi'], [{ name: ESCAPES, bytes: Buffer.from('x') }]), 'cv.docx'],
  [
    'a PDF whose pages are their own children',
    Buffer.from(pdfOf(['x']).toString('latin1').replace('/Kids [3 0 R]', '/Kids [2 0 R]'), 'latin1'),
    'cv.pdf',
  ],
  [
    'a PDF of a million pages, it says',
    Buffer.from(pdfOf(['x']).toString('latin1').replace('/Count 1 ', '/Count 999999999 '), 'latin1'),
    'cv.pdf',
  ],
  ['a PDF with a script', pdfOf(['x'], '/OpenAction << /S /JavaScript /JS (app.alert(1)) >>'), 'cv.pdf'],
]

test('a document that is a trap is read to an end, with nothing from elsewhere, and the next one is read as ever', {
  timeout: 240_000,
}, async () => {
  const spring = async ([shown, bytes, name]: (typeof TRAPS)[number]) => {
    const ana = await server.visitor()
    const answer = await send(ana, bytes, name)
    if (answer.status !== 201) {
      expect(codeOf(answer), shown).toMatch(/^(415|413) files\./)
      return
    }
    const { id } = answer.json as Kept
    const read = async () => ((await ana.expect(200, 'GET', `/api/files/${id}`)) as Kept).text
    await expect.poll(async () => (await read()).state, { timeout: 120_000, message: shown }).not.toBe('pending')
    const { rows } = await store.pool.query<{ text: string | null }>('select text from file_texts where file_id = $1', [
      id,
    ])
    for (const { text } of rows) {
      expect(text ?? '', shown).not.toMatch(/root:|ami-id|lollollol/)
      expect((text ?? '').length, shown).toBeLessThan(10_000)
    }
    const made = await ana.call('POST', '/api/resumes', { json: { name: 'x', fileId: id } })
    expect([201, 400, 409, 413], `${shown}: ${made.text}`).toContain(made.status)
    expect(made.text, shown).not.toMatch(/root:|lollollol/)
  }
  await Promise.all(TRAPS.map(spring))
  expect(fs.existsSync(ESCAPED)).toBe(false)
  const ana = await server.visitor()
  const { id } = (await send(ana, pdfOf(['Ana Costa']), 'cv.pdf')).json as Kept
  const state = async () => ((await ana.expect(200, 'GET', `/api/files/${id}`)) as Kept).text.state
  await expect.poll(state, { timeout: 60_000 }).toBe('done')
})

test('parts are not served by Range: the whole, once, whatever is asked', async () => {
  const ana = await server.visitor()
  const { id } = (await send(ana, 'hello world', 'a.txt')).json as Kept
  const many = Array.from({ length: 2_000 }, (_, at) => `${at}-`).join(',')
  for (const range of [
    'bytes=0-4',
    'bytes=-1',
    'bytes=5-',
    'bytes=99-',
    'bytes=4-0',
    `bytes=${many}`,
    'bytes=0-0,0-0',
    'lines=1',
    '',
  ]) {
    const answer = await ana.call('GET', `/api/files/${id}/content`, { headers: { range, 'if-range': '"x"' } })
    expect([answer.status, answer.text], range.slice(0, 40)).toEqual([200, 'hello world'])
    expectKeptApart(answer, range.slice(0, 40))
  }
})

test('uploads that race never keep more than there is room for', async () => {
  const ana = await server.visitor()
  await ana.expect(201, 'POST', '/api/files', form({ name: 'file', value: 'first', file: 'a.txt' }))
  const size = 300_000
  for (let round = 0; round < 2; round++) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => send(ana, Buffer.alloc(size, `${at}`), `${at}.txt`)),
    )
    for (const answer of answers) expect(codeOf(answer)).toMatch(/^201|409 files.no_room|429 files.busy/)
    const { rows } = await store.pool.query<{ bytes: number; left: number }>(
      `select coalesce(sum(f.size) filter (where f.state = 'kept'), 0)::float8 as bytes,
        count(*) filter (where f.state <> 'kept')::float8 as left
       from files f where f.person_id = (select person_id from files where size = 5 and name = 'a.txt' order by id desc limit 1)`,
    )
    expect(rows[0]!.bytes).toBeLessThanOrEqual(ROOM * MIB)
    expect(rows[0]!.left, 'what was refused is gone').toBe(0)
  }
  const { used, items } = (await ana.expect(200, 'GET', '/api/files')) as { used: { bytes: number }; items: unknown[] }
  expect([used.bytes, items.length]).toEqual([5 + 6 * size, 7])
})

test('odd forms: the first file counts or none does, fields stand where they like, and nothing is left half', async () => {
  const ana = await server.visitor()
  const end = '--b--\r\n'
  const file = part('file', 'hello', 'a.txt')
  const odd: [string, string | Buffer, RegExp][] = [
    ['two files', `${file}${part('file', 'second', 'b.txt')}${end}`, /^(201|400 |413 )/],
    ['a file of another name first', `${part('other', 'x', 'x.txt')}${file}${end}`, /^(201|400 |413 )/],
    ['an id before', `${part('id', randomUUID())}${file}${end}`, /^201/],
    ['an id behind', `${file}${part('id', randomUUID())}${end}`, /^201/],
    ['two ids', `${part('id', 'one')}${file}${part('id', 'two')}${end}`, /^(201|400)/],
    ['twenty fields', `${part('x', 'y').repeat(20)}${file}${end}`, /^(400|413) /],
    ['a field of a prototype', `${part('__proto__', 'x')}${file}${end}`, /^(201|400 )/],
    ['no end', file, /^400 /],
    ['nothing', '', /^400 /],
    ['only an end', end, /^400 /],
    ['another boundary', `${part('file', 'hello', 'a.txt', 'c')}--c--\r\n`, /^400 /],
    ['a boundary in the file', `${part('file', 'a\r\n--b-c\r\n--bb\r\nd', 'a.txt')}${end}`, /^(201|400 )/],
    ['line ends without a return', file.replaceAll('\r\n', '\n') + end, /^400 /],
    ['a field as the file', `${part('file', 'hello')}${end}`, /^400 /],
    [
      'a file without a name',
      `--b\r\ncontent-disposition: form-data; name="file"; filename=""\r\n\r\nhello\r\n${end}`,
      /^(201|400 |415 )/,
    ],
    ['headers of a part without end', `--b\r\n${'x: y\r\n'.repeat(20_000)}\r\n\r\nhello\r\n${end}`, /^(400|413) /],
    [
      'a part in base64',
      `--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-transfer-encoding: base64\r\n\r\naGVsbG8=\r\n${end}`,
      /^(201|400 )/,
    ],
  ]
  for (const [shown, body, outcome] of odd) {
    const answer = await ana.call('POST', '/api/files', raw(body))
    expect(codeOf(answer), shown).toMatch(outcome)
    expect(answer.text, shown).not.toMatch(/node_modules|\.ts:\d/)
  }
  for (const type of [
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'b'.repeat(5_000)}`,
    'multipart/mixed; boundary=b',
  ]) {
    const { payload } = raw(`${file}${end}`)
    const answer = await ana.call('POST', '/api/files', { payload: payload!, headers: { 'content-type': type } })
    expect(codeOf(answer), type.slice(0, 60)).toMatch(/^(400|415) /)
  }
  const { rows } = await store.pool.query(`select from files where state <> 'kept'`)
  expect(rows).toEqual([])
})

test('the id of somebody else’s file opens nothing, and is answered like one that there never was', async () => {
  const [ana, ben] = [await server.visitor(), await server.visitor()]
  const { id } = (await send(ana, 'Words of Ana', 'ana.txt')).json as Kept
  const without = (answer: Answer) => {
    const { requestId, ...rest } = answer.json as Record<string, unknown>
    return [answer.status, requestId !== undefined, rest]
  }
  for (const [method, more] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/content'],
  ] as const)
    expect(without(await ben.call(method, `/api/files/${id}${more}`)), `${method} ${more}`).toEqual(
      without(await ben.call(method, `/api/files/${randomUUID()}${more}`)),
    )
  const resume = (fileId: string) => ben.call('POST', '/api/resumes', { json: { name: 'x', fileId } })
  expect(without(await resume(id))).toEqual(without(await resume(randomUUID())))
  expect((await ana.call('GET', `/api/files/${id}/content`)).text).toBe('Words of Ana')
})
