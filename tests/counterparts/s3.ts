import { createHash, createHmac, randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export type S3Server = Awaited<ReturnType<typeof startS3>>
type Stored = { bytes: Buffer; modified: Date }

/**
 * An object store as S3 documents itself: path-style addresses, signature version 4 checked to the letter, and of its operations
 * PutObject, GetObject, HeadObject, DeleteObject, ListObjectsV2 with continuation, and uploads in parts: an object of them
 * appears once they are completed, in order, each but the last of 5 MiB or more.
 */
export async function startS3({ pageSize = 3 }: { pageSize?: number } = {}) {
  const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
  const bucket = 'mosaic-files'
  const objects = new Map<string, Stored>()
  const uploads = new Map<string, { key: string; parts: Map<number, Buffer> }>()
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
    if (request.method === 'GET' && object === '' && !url.searchParams.has('uploads')) return list(url, response)
    if (url.searchParams.has('uploadId') || url.searchParams.has('uploads'))
      return inParts(request.method!, url, object, body, response, refuse)
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

  function inParts(
    method: string,
    url: URL,
    key: string,
    body: Buffer,
    response: http.ServerResponse,
    refuse: (status: number, code: string) => void,
  ) {
    const answer = (text: string) =>
      response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${text}`)
    const id = url.searchParams.get('uploadId')
    if (id === null && method === 'POST') {
      const made = randomUUID()
      uploads.set(made, { key, parts: new Map() })
      return answer(
        `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${key}</Key><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`,
      )
    }
    if (id === null) {
      const open = [...uploads].filter(([, upload]) => upload.key.startsWith(url.searchParams.get('prefix') ?? ''))
      return answer(
        `<ListMultipartUploadsResult><Bucket>${bucket}</Bucket>${open.map(([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`).join('')}</ListMultipartUploadsResult>`,
      )
    }
    const upload = uploads.get(id)
    if (!upload || upload.key !== key) return refuse(404, 'NoSuchUpload')
    if (method === 'DELETE') {
      uploads.delete(id)
      return response.writeHead(204).end()
    }
    const etag = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`
    if (method === 'PUT') {
      upload.parts.set(Number(url.searchParams.get('partNumber')), body)
      return response.writeHead(200, { etag: etag(body) }).end()
    }
    const named = [...body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part]) => ({
      number: Number(/<PartNumber>(\d+)/.exec(part!)?.[1]),
      etag: /<ETag>(.*?)<\/ETag>/.exec(part!)?.[1]?.replaceAll('&quot;', '"'),
    }))
    const found = named.map(({ number }) => upload.parts.get(number))
    if (named.length === 0 || found.some((part, at) => !part || etag(part) !== named[at]!.etag))
      return refuse(400, 'InvalidPart')
    if (named.some(({ number }, at) => at > 0 && number <= named[at - 1]!.number))
      return refuse(400, 'InvalidPartOrder')
    if (found.slice(0, -1).some(part => part!.length < 5 * 1024 * 1024)) return refuse(400, 'EntityTooSmall')
    uploads.delete(id)
    objects.set(key, { bytes: Buffer.concat(found as Buffer[]), modified: new Date() })
    return answer(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`)
  }

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
    uploads,
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
