import { createHash, createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type S3Server = Awaited<ReturnType<typeof startS3>>
type Stored = { bytes: Buffer; modified: Date }

/**
 * An object store as S3 documents itself: path-style addresses, signature version 4 checked to the letter, and of its operations
 * PutObject, GetObject, HeadObject, DeleteObject and ListObjectsV2 with continuation.
 */
export async function startS3({ pageSize = 3 }: { pageSize?: number } = {}) {
  const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
  const bucket = 'mosaic-files'
  const objects = new Map<string, Stored>()
  const calls: string[] = []
  let behaviour: 'serve' | 'fail' | 'garble' = 'serve'

  const server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = Buffer.concat(pieces)
    const url = new URL(request.url!, 'http://s3')
    calls.push(`${request.method} ${url.pathname}`)
    const refuse = (status: number, code: string) => {
      response.writeHead(status, { 'content-type': 'application/xml' })
      response.end(request.method === 'HEAD' ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    }
    if (behaviour === 'fail') return refuse(500, 'InternalError')
    const wrong = fault(request, url, body, key)
    if (wrong) return refuse(403, wrong)
    const [, name, ...rest] = url.pathname.split('/')
    if (name !== bucket) return refuse(404, 'NoSuchBucket')
    const object = decodeURIComponent(rest.join('/'))
    if (request.method === 'GET' && object === '') return list(url, response)
    const stored = objects.get(object)
    if (request.method === 'PUT') {
      objects.set(object, { bytes: behaviour === 'garble' ? Buffer.alloc(body.length) : body, modified: new Date() })
      return response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
    }
    if (request.method === 'DELETE') {
      objects.delete(object)
      return response.writeHead(204).end()
    }
    if (!stored) return refuse(404, 'NoSuchKey')
    response.writeHead(200, { 'content-length': stored.bytes.length, 'last-modified': stored.modified.toUTCString() })
    response.end(request.method === 'HEAD' ? undefined : stored.bytes)
  })

  function list(url: URL, response: http.ServerResponse) {
    const after = url.searchParams.get('continuation-token') ?? ''
    const prefix = url.searchParams.get('prefix') ?? ''
    const names = [...objects.keys()].filter(name => name.startsWith(prefix) && name > after).sort()
    const page = names.slice(0, pageSize)
    const cut = names.length > page.length
    const contents = page.map(name => {
      const { bytes, modified } = objects.get(name)!
      return `<Contents><Key>${name}</Key><LastModified>${modified.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`
    })
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end(
      `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${cut}</IsTruncated>${cut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
    )
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    settings: {
      ...key,
      bucket,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
    },
    objects,
    calls,
    behave(next: typeof behaviour) {
      behaviour = next
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What is wrong with a request's signature, by the documentation of signature version 4; undefined if nothing. */
function fault(
  request: http.IncomingMessage,
  url: URL,
  body: Buffer,
  key: { accessKeyId: string; secretAccessKey: string },
): string | undefined {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    )
  if (!found) return 'AccessDenied'
  const [, id, day, region, signed, signature] = found as unknown as string[]
  if (id !== key.accessKeyId) return 'InvalidAccessKeyId'
  const claimed = String(request.headers['x-amz-content-sha256'])
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== createHash('sha256').update(body).digest('hex'))
    return 'XAmzContentSHA256Mismatch'
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const headers = signed!
    .split(';')
    .map(name => `${name}:${String(request.headers[name]).trim().replace(/\s+/g, ' ')}\n`)
  const canonical = [request.method, url.pathname, query, headers.join(''), signed, claimed].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = `AWS4-HMAC-SHA256\n${request.headers['x-amz-date']}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`
  const hmac = (secret: string | Buffer, message: string) => createHmac('sha256', secret).update(message).digest()
  const signing = [region!, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${key.secretAccessKey}`, day!))
  return hmac(signing, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch'
}
