import { z } from 'zod'
import { storable } from '../kernel/text.ts'
import type { Source } from './schema.ts'

const word = z
  .string()
  .transform(text => storable(text).trim().slice(0, 100) || null)
  .nullish()
  .catch(null)
  .transform(text => text ?? null)

const shape = z.object({
  channel: z.enum(['page', 'widget']),
  site: z.string().max(300).nullish().catch(null),
  page: z.string().max(2_000).nullish().catch(null),
  referrer: z.string().max(300).nullish().catch(null),
  utm: z
    .object({ source: word, medium: word, campaign: word, term: word, content: word })
    .catch({ source: null, medium: null, campaign: null, term: null, content: null }),
})

/**
 * A first touch as a page sends it (percent-encoded JSON in a header), cut to what may be kept: an origin, a path, a host, the
 * five utm words. Addresses can hold secrets: no query, no fragment, and a part of a path that could be a key or an id is left
 * out. Undefined for what is no such thing: nobody's message fails of it.
 */
export function readSource(header: string): Source | undefined {
  if (header.length > 4_000) return undefined
  const parsed = shape.safeParse(decode(header))
  if (!parsed.success) return undefined
  const { channel, site, page, referrer, utm } = parsed.data
  const origin = URL.parse(site ?? '')
  const isWeb = origin !== null && /^https?:$/.test(origin.protocol)
  return {
    channel,
    site: isWeb && origin.origin.length <= 200 ? origin.origin : null,
    page: page ? pathOf(page) : null,
    referrerHost: hostOf(referrer),
    utm,
  }
}

function decode(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text))
  } catch {
    return undefined
  }
}

/** Five words of a path at most; letters and digits mixed, or more than 40 signs, are no word. */
function pathOf(page: string): string {
  const path = storable(page).split(/[?#]/)[0]!
  const parts = path.split('/').filter(Boolean).slice(0, 5)
  const kept = parts.map(part => (part.length > 40 || isKey(part) ? '…' : part))
  return `/${kept.join('/')}`.slice(0, 250)
}

/** Sixteen signs and more that are no words with hyphens between them, or a UUID. */
function isKey(part: string): boolean {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(part) || part.includes('@') || part.includes('%40')) return true
  return part.split(/[-_.]/).some(word => word.length >= 10 && /\d/.test(word) && /[a-z]/i.test(word))
}

function hostOf(referrer: string | null | undefined): string | null {
  const url = URL.parse(referrer?.includes('://') ? referrer : `https://${referrer ?? ''}`)
  return url && /^[a-z0-9.-]{1,253}$/.test(url.hostname) ? url.hostname : null
}
