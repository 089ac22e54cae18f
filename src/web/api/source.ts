import { keep, readKept, readKeptObject } from '../parts/kept.ts'

/** Where a visitor first came from; the server cuts it to what may be kept. */
type Touch = { site: string; page: string; referrer: string; utm: Record<string, string> }

const WORDS = ['source', 'medium', 'campaign', 'term', 'content']
let framed: Touch | null = null

/** Nobody begins there: staff do, and whoever signed out leaves nothing behind. */
const NOBODYS = /^\/(console|staff|sign-in|welcome|invitation|reset|verify|forgot)(\/|$)/

/** On our own pages: what the address and the referrer say on the first visit of this browser. */
export function noteFirstTouch(): void {
  if (NOBODYS.test(location.pathname) || readKept('browser', 'mosaic.source') !== null) return
  const query = new URLSearchParams(location.search)
  const utm = Object.fromEntries(
    WORDS.flatMap(word => (query.get(`utm_${word}`) ? [[word, query.get(`utm_${word}`)!.slice(0, 100)]] : [])),
  )
  const referrer = URL.parse(document.referrer)
  keep('browser', 'mosaic.source', {
    site: location.origin,
    // What follows is somebody's own.
    page: location.pathname.replace(/^\/appointments\/.*/, '/appointments').slice(0, 300),
    referrer: referrer && referrer.host !== location.host ? referrer.host : '',
    utm,
  })
}

/** In a frame: what the site says, where its visitor is. */
export function noteFramedTouch(touch: Touch): void {
  framed = touch
}

const FIRST_WORDS = /^\/api\/(sales\/messages|conversations\/[^/]+\/messages|site-visits|callbacks)$/
const SENT = 'mosaic.source.sent'

/** The header that tells it with the first thing that a visitor writes; empty once it was told. */
export function sourceHeader(method: string | undefined, path: string): Record<string, string> {
  if (method !== 'POST' || !FIRST_WORDS.test(path) || readKept('browser', SENT) !== null) return {}
  const touch = framed ?? readKeptObject<Touch>('browser', 'mosaic.source')
  if (!touch) return {}
  return { 'mosaic-source': encodeURIComponent(JSON.stringify({ channel: framed ? 'widget' : 'page', ...touch })) }
}

/** It has arrived. */
export function sourceTold(headers: Record<string, string>): void {
  if (headers['mosaic-source']) keep('browser', SENT, '1')
}
