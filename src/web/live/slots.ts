/** Over HTTP/1 a browser opens six connections to one host for all its tabs together; the rest is for asking. */
const STREAMS = 3

type Slot = { free(): void }

/**
 * One of the few streams that this browser may hold at a time, or null when it is given up. Over HTTP/2 there is no such
 * bound; where the browser has no locks (a page without https) every seen tab has one.
 */
export async function takeSlot(signal: AbortSignal): Promise<Slot | null> {
  const { locks } = navigator
  if (!locks || isMultiplexed()) return { free() {} }
  const names = Array.from({ length: STREAMS }, (_, at) => `mosaic.live.${at}`)
  for (const name of names) {
    const slot = await hold(locks, name, { ifAvailable: true })
    if (slot) return slot
  }
  // All are taken: wait for one, and ask now and then meanwhile.
  return hold(locks, names[Math.floor(Math.random() * STREAMS)]!, { signal })
}

function hold(locks: LockManager, name: string, options: LockOptions): Promise<Slot | null> {
  return new Promise(resolve => {
    locks
      .request(name, options, lock => {
        if (!lock) return resolve(null)
        return new Promise<void>(free => resolve({ free }))
      })
      .catch(() => resolve(null))
  })
}

function isMultiplexed(): boolean {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return page?.nextHopProtocol === 'h2' || page?.nextHopProtocol === 'h3'
}
