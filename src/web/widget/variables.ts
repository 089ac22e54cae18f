import type { Variables } from '../../server/widget/schema.ts'
import { getJson, sendJson } from '../api/client.ts'
import { keep, readKept } from '../parts/kept.ts'

const SENT = 'mosaic.frame.variables'

/** The home that the site's page shows; null where it names none that we have. */
export async function findHome(variables: Variables): Promise<{ slug: string; name: string } | null> {
  if (!variables.listing) return null
  try {
    return await getJson<{ slug: string; name: string }>(`/api/listings/${encodeURIComponent(variables.listing)}`)
  } catch {
    return null
  }
}

/**
 * Sends what the site filled in, once for each change: with the first message, for looking at a page makes nobody known. A site
 * that says too much says nothing: its visitor is not told.
 */
export function createFilling() {
  let sent = readKept('tab', SENT) ?? '{}'
  return {
    async send(variables: Variables): Promise<void> {
      const now = JSON.stringify(variables)
      if (now === sent || now === '{}') return
      await sendJson('PUT', '/api/widget/variables', variables)
      sent = now
      keep('tab', SENT, now)
    },
  }
}
