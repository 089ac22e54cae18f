import { guardedFetch } from '../channels/index.ts'

/** How feeds are asked: at public https addresses only, each redirect judged anew, 30 seconds, 20 MiB. */
export const feedFetch = guardedFetch({ allowPrivate: false, timeoutMs: 30_000, maxBytes: 20 * 1024 * 1024 })
