import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sendJson } from '../api/client.ts'
import type { LinkPurpose } from '../api/types.ts'

/**
 * The secret of a one-time link, which stands after `#` so that no server log holds it. It is taken out of the address
 * bar at once, so that neither history nor a shoulder keeps it.
 */
export function useLink() {
  const [token] = useState(() => {
    const found = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
    if (found) history.replaceState(history.state, '', location.pathname)
    return found
  })
  const purpose = useQuery({
    queryKey: ['link', token],
    queryFn: () => sendJson<LinkPurpose>('POST', '/api/account-links/describe', { token }),
    enabled: token !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { token, purpose }
}
