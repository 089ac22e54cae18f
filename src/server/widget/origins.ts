import { refuse } from '../../kernel/refusal.ts'

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$/
const WILDCARD = /^(https?:\/\/)\*\.(.+)$/i

/**
 * An origin as a Content-Security-Policy names it: `https://www.example.com`, `http://localhost:8080`, or
 * `https://*.example.com` for every host below one. Refuses `widget.origin` with what is wrong with it.
 */
export function readOrigin(text: string): string {
  const given = text.trim()
  const wildcard = given.match(WILDCARD)
  const url = URL.parse(wildcard ? `${wildcard[1]}${wildcard[2]}` : given)
  if (!url || !/^https?:$/.test(url.protocol))
    refuseOrigin(given, 'is no origin. Write it with its protocol, such as https://www.example.com.')
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/')
    refuseOrigin(given, 'says more than an origin: leave out what follows the host.')
  if (given.includes('*') && !wildcard)
    refuseOrigin(given, 'has a star where none may be. It may stand for what is before a host: https://*.example.com.')
  if (!HOST.test(url.hostname)) refuseOrigin(given, 'names no host that a browser would ask for.')
  if (!wildcard) return url.origin
  if (url.protocol !== 'https:')
    refuseOrigin(given, 'would let anybody in who can speak for a name: use https with a star.')
  const labels = url.hostname.split('.')
  if (labels.length < 2 || labels.every(label => /^\d+$/.test(label)) || url.hostname.startsWith('['))
    refuseOrigin(given, 'covers more than one owner’s sites. Name a host of your own after the star.')
  return `https://*.${url.host}`
}

function refuseOrigin(given: string, why: string): never {
  refuse('invalid', 'widget.origin', `“${given.slice(0, 120)}” ${why}`)
}

/** Each once, in the order in which they were written. Refuses `widget.origin`. */
export function readOrigins(texts: readonly string[]): string[] {
  return [...new Set(texts.filter(text => text.trim() !== '').map(readOrigin))]
}

/**
 * A policy with who may frame the page: ourselves, these origins, and what FRAME_ANCESTORS says where it is set. Everything else
 * of the policy stays as it is.
 */
export function allowFrames(policy: string, origins: readonly string[]): string {
  const before =
    policy
      .match(/frame-ancestors ([^;]*)/)?.[1]
      ?.trim()
      .split(/\s+/) ?? []
  const all = new Set(["'self'", ...before.filter(source => source !== "'none'"), ...origins])
  return policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${[...all].join(' ')}`)
}
