import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type TakenSpan = {
  traceId: string
  spanId: string
  parentId: string
  name: string
  kind: number
  startNs: bigint
  endNs: bigint
  /** 2 is an error */
  status: number
  attributes: Record<string, string | number | boolean>
}

export type Collector = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string
  spans: TakenSpan[]
  resources: Record<string, unknown>[]
  /** Everything that came, as it came. */
  raw(): string
  headers: http.IncomingHttpHeaders[]
  until(found: (spans: TakenSpan[]) => boolean, ms?: number): Promise<TakenSpan[]>
  close(): Promise<void>
}

/** A collector that takes traces by OTLP over HTTP in protobuf, read by the wire format and nothing of the sender's library. */
export async function startCollector(): Promise<Collector> {
  const spans: TakenSpan[] = []
  const resources: Record<string, unknown>[] = []
  const headers: http.IncomingHttpHeaders[] = []
  const bodies: Buffer[] = []
  const server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const isRight =
      request.method === 'POST' &&
      request.url === '/v1/traces' &&
      request.headers['content-type'] === 'application/x-protobuf'
    if (!isRight) return response.writeHead(415).end()
    const body = Buffer.concat(pieces)
    bodies.push(body)
    headers.push(request.headers)
    // ExportTraceServiceRequest: resource_spans = 1 { resource = 1 { attributes = 1 }, scope_spans = 2 { spans = 2 } }
    for (const resource of fields(body).get(1) ?? []) {
      const parts = fields(resource as Buffer)
      for (const one of parts.get(1) ?? []) resources.push(attributesOf(fields(one as Buffer).get(1)))
      for (const scope of parts.get(2) ?? [])
        for (const span of fields(scope as Buffer).get(2) ?? []) spans.push(spanOf(span as Buffer))
    }
    return response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    resources,
    headers,
    raw: () => Buffer.concat(bodies).toString('latin1'),
    async until(found, ms = 15_000) {
      for (const end = Date.now() + ms; !found(spans); await sleep(20))
        if (Date.now() > end) throw new Error(`not within ${ms} ms; came: ${spans.map(({ name }) => name).join(', ')}`)
      return spans
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** trace_id 1, span_id 2, parent 4, name 5, kind 6, start 7, end 8, attributes 9, status 15 { code = 3 } */
function spanOf(bytes: Buffer): TakenSpan {
  const parts = fields(bytes)
  const hex = (number: number) => ((parts.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0)).toString('hex')
  const status = parts.get(15)?.[0] as Buffer | undefined
  return {
    traceId: hex(1),
    spanId: hex(2),
    parentId: hex(4),
    name: String(parts.get(5)?.[0] ?? ''),
    kind: Number(parts.get(6)?.[0] ?? 0),
    startNs: parts.get(7)?.[0] as bigint,
    endNs: parts.get(8)?.[0] as bigint,
    status: status ? Number(fields(status).get(3)?.[0] ?? 0) : 0,
    attributes: attributesOf(parts.get(9)),
  }
}

/** KeyValue: key = 1, value = 2 { string = 1, bool = 2, int = 3, double = 4 } */
function attributesOf(pairs: Field[] | undefined): TakenSpan['attributes'] {
  return Object.fromEntries(
    (pairs ?? []).map(pair => {
      const parts = fields(pair as Buffer)
      const value = fields(parts.get(2)![0] as Buffer)
      const [kind, [given]] = [...value][0] as [number, Field[]]
      if (kind === 1) return [String(parts.get(1)![0]), String(given)]
      if (kind === 2) return [String(parts.get(1)![0]), given === 1n]
      return [
        String(parts.get(1)![0]),
        kind === 4 ? doubleOf(given as bigint) : Number(BigInt.asIntN(64, given as bigint)),
      ]
    }),
  )
}

type Field = bigint | Buffer

/** The fields of one protobuf message by their number: varint, 64 bit, length-delimited, 32 bit. */
function fields(bytes: Buffer): Map<number, Field[]> {
  const found = new Map<number, Field[]>()
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('the message is cut off')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const taken = (length: number) => {
    if (at + length > bytes.length) throw new Error('the message is cut off')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const wire = tag & 7
    let value: Field
    if (wire === 0) value = varint()
    else if (wire === 1) value = taken(8).readBigUInt64LE()
    else if (wire === 2) value = taken(Number(varint()))
    else if (wire === 5) value = BigInt(taken(4).readUInt32LE())
    else throw new Error(`there is no wire type ${wire}`)
    found.set(tag >> 3, [...(found.get(tag >> 3) ?? []), value])
  }
  return found
}

function doubleOf(bits: bigint): number {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(bits)
  return bytes.readDoubleLE()
}
