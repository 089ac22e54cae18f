import { useQuery } from '@tanstack/react-query'
import { getJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'

export const accountKey = ['account']

export function useAccount() {
  return useQuery({
    queryKey: accountKey,
    queryFn: ({ signal }) => getJson<Account | null>('/api/session', signal),
  })
}

/** A path within Mosaic that somebody came from; anything else is none. */
export function backTo(path: string | undefined): string | undefined {
  return path && /^\/(?![/\\])/.test(path) ? path : undefined
}

/** What follows a sign-in: a fresh page, as whatever was asked for as somebody else is to be asked for anew. */
export function useEntered() {
  return (account: Account, back?: string) => {
    location.assign(backTo(back) ?? (account.role === 'member' ? '/career' : '/console'))
    return new Promise<never>(() => undefined)
  }
}
