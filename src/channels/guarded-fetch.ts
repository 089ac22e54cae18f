import { type LookupAddress, lookup as resolveName } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'

/** An address that may not be asked: this machine, the private network, a host's metadata. */
export class BlockedAddress extends Error {
  override name = 'BlockedAddress'
}

export type Guard = {
  /** Whether the private network and plain http may be asked; link-local addresses, where hosts keep their metadata, never. */
  allowPrivate: boolean
  timeoutMs?: number
  maxBytes?: number
  /** Ends everything that this fetch has under way. */
  signal?: AbortSignal | undefined
  /** How names are resolved, if not by the machine. */
  resolve?: typeof resolveName
}

const REDIRECTS = 5
const never = list([
  ...['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::/32', 'fd20:ce::254/128'],
  ...['100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
])
/** Prefixes with an IPv4 address behind them: mapped, compatible, NAT64 (RFC 6052), 6to4. And where it begins, in groups. */
const HOLDERS = [
  ['::ffff:0:0/96', 6],
  ['::/96', 6],
  ['64:ff9b::/96', 6],
  ['2002::/16', 1],
].map(([range, at]) => ({ range: list([range as string]), at: at as number }))
const internal = list([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  // Of what is global: protocol assignments with Teredo, documentation, and 6to4, which holds any IPv4 address.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
])
const globalUnicast = list(['2000::/3'])

function list(ranges: string[]): net.BlockList {
  const blocked = new net.BlockList()
  for (const range of ranges) {
    const [address, bits] = range.split('/') as [string, string]
    blocked.addSubnet(address, Number(bits), net.isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  return blocked
}

/** Whether an IP address may be asked. Sources: the special-purpose registries of IANA (RFC 6890). */
export function mayAsk(address: string, allowPrivate: boolean): boolean {
  const version = net.isIP(address)
  if (version === 0) return false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (never.check(address, family)) return false
  // An IPv4 address within IPv6 leads where it would by itself, and further than that nowhere.
  const held = version === 6 ? heldIn(address) : undefined
  if (held && !mayAsk(held, allowPrivate)) return false
  if (held && /^::ffff:/i.test(address)) return true
  if (allowPrivate) return true
  return !internal.check(address, family) && (version === 4 || globalUnicast.check(address, family))
}

/** The IPv4 address that an IPv6 address holds, if it is one of those that do. */
function heldIn(address: string): string | undefined {
  const holder = HOLDERS.find(({ range }) => range.check(address, 'ipv6'))
  if (!holder) return undefined
  // As a URL writes it there are no dots in it.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const groups = [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  const [high, low] = groups.slice(holder.at, holder.at + 2).map(group => Number.parseInt(group, 16)) as [
    number,
    number,
  ]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/**
 * `fetch` for addresses that somebody typed in. The address that is connected to is the very one that was judged, each
 * redirect is judged anew, and neither a slow nor an endless answer holds anybody up. Takes text as a body.
 */
export function guardedFetch(guard: Guard): typeof globalThis.fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input)
    let method = (init.method ?? 'GET').toUpperCase()
    let body = init.body === undefined || init.body === null ? undefined : bodyText(init.body)
    const headers = new Headers(init.headers)
    const timeout = AbortSignal.timeout(guard.timeoutMs ?? 15_000)
    const signal = AbortSignal.any([timeout, ...[guard.signal, init.signal].filter(one => one instanceof AbortSignal)])
    for (let redirects = 0; ; redirects++) {
      const response = await once(guard, url, { method, headers, body, signal })
      const location = response.headers.get('location')
      if (init.redirect === 'manual' || !location || ![301, 302, 303, 307, 308].includes(response.status))
        return response
      if (redirects === REDIRECTS || init.redirect === 'error') throw new TypeError('redirected too often')
      const next = new URL(location, url)
      // Another house gets neither password nor token.
      if (next.origin !== url.origin) for (const name of ['authorization', 'cookie']) headers.delete(name)
      if (response.status === 303 || (method === 'POST' && response.status < 303)) {
        method = 'GET'
        body = undefined
        headers.delete('content-type')
      }
      url = next
    }
  }
}

function bodyText(body: NonNullable<RequestInit['body']>): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body)
  throw new TypeError('only text is sent')
}

type Ask = { method: string; headers: Headers; body: string | undefined; signal: AbortSignal }

function once(guard: Guard, url: URL, { method, headers, body, signal }: Ask): Promise<Response> {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && guard.allowPrivate))
    throw new BlockedAddress('only https is asked')
  // Of a redirect: what somebody else wrote into an address is shown to nobody as a password.
  if (url.username || url.password) throw new BlockedAddress('the address holds a password')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (net.isIP(host) && !mayAsk(host, guard.allowPrivate)) throw new BlockedAddress('the address is internal')
  const limit = guard.maxBytes ?? 10 * 1024 * 1024
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      headers: { 'user-agent': 'Mosaic', ...Object.fromEntries(headers), 'accept-encoding': 'identity' },
      agent: false,
      signal,
      lookup: judgedLookup(guard),
    })
    request.on('error', reject)
    // A connection that was handed over is no answer, and tells nobody of its end.
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new TypeError('no answer of HTTP'))
    })
    request.on('response', response => {
      const parts: Buffer[] = []
      let size = 0
      response.on('error', reject)
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > limit) response.destroy(new TypeError('the answer is too large'))
        else parts.push(part)
      })
      response.on('end', () => {
        const status = response.statusCode ?? 0
        if (status < 200 || status > 599) return reject(new TypeError('no status of HTTP'))
        try {
          const bytes = [204, 205, 304].includes(status) ? null : Buffer.concat(parts)
          const answer = new Response(bytes, { status, headers: pairs(response.rawHeaders) })
          resolve(Object.defineProperty(answer, 'url', { value: url.href }))
        } catch (error) {
          reject(error)
        }
      })
    })
    request.end(body)
  })
}

function pairs(raw: string[]): [string, string][] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1]!] as [string, string]] : []))
}

/** The resolver of one connection: it connects to what this answers, so nothing can be swapped in between. */
function judgedLookup(guard: Guard): net.LookupFunction {
  return (hostname, options, done) => {
    const resolve = guard.resolve ?? resolveName
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const first = found?.[0]
      if (error || !first) return done(error ?? new Error('unknown name'), '')
      if (!found.every(({ address }) => mayAsk(address, guard.allowPrivate)))
        return done(new BlockedAddress('the name leads to an internal address'), '')
      if (options.all) return done(null, found)
      done(null, first.address, first.family)
    })
  }
}
