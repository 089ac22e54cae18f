import { keep, readKept } from '../../parts/kept.ts'

/** Notifications of this browser: what it can do, and the subscription that it holds. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

const KEEP = 'mosaic.push-device'

export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Phones of Apple give notifications only to what stands on the home screen. */
export function needsHomeScreen(): boolean {
  const isApple =
    /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  return isApple && !canPush()
}

/** `devices`: those that the server knows of the account that is signed in. */
export async function readPushState(devices: readonly { id: string }[]): Promise<PushState> {
  if (!canPush()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration('/')
  const subscription = await registration?.pushManager.getSubscription()
  const isKnown = devices.some(({ id }) => id === ownDevice())
  return subscription && isKnown && Notification.permission === 'granted' ? 'on' : 'off'
}

export class PushRefused extends Error {}

/**
 * Asks for permission and subscribes with the server's key. A subscription made with another key is of no use to it and is
 * given up first. Throws PushRefused, with a sentence.
 */
export async function subscribe(publicKey: string): Promise<PushSubscription> {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted')
    throw new PushRefused(
      permission === 'denied'
        ? 'This browser does not let Mosaic notify you.'
        : 'Nothing was switched on: the browser’s question was left unanswered.',
    )
  await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' })
  const { pushManager } = await navigator.serviceWorker.ready
  const key = bytesOf(publicKey)
  const before = await pushManager.getSubscription()
  if (before && !sameBytes(before.options.applicationServerKey, key)) await before.unsubscribe()
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch {
    throw new PushRefused('This browser could not reach its notification service. Please try again later.')
  }
}

export async function unsubscribe(): Promise<void> {
  rememberDevice(null)
  const registration = await navigator.serviceWorker.getRegistration('/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

/** Which of the devices this is. */
export function ownDevice(): string | null {
  return readKept('browser', KEEP)
}

export function rememberDevice(id: string | null): void {
  keep('browser', KEEP, id)
}

/** A name by which people know a device again: `Chrome on Windows`. */
export function deviceName(agent: string): string {
  const name = (of: readonly (readonly [RegExp, string])[]) => of.find(([pattern]) => pattern.test(agent))?.[1]
  const browser = name([
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/SamsungBrowser\//, 'Samsung Internet'],
    [/Firefox\/|FxiOS\//, 'Firefox'],
    [/Chrome\/|CriOS\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = name([
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'Mac'],
    [/CrOS/, 'Chromebook'],
    [/Linux/, 'Linux'],
  ])
  return [browser ?? 'Browser', system].filter(Boolean).join(' on ')
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, letter => letter.charCodeAt(0))
}

function sameBytes(a: ArrayBuffer | null, b: Uint8Array): boolean {
  const bytes = a && new Uint8Array(a)
  return bytes?.length === b.length && bytes.every((byte, at) => byte === b[at])
}
