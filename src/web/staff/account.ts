import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { getJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'

const key = ['account']

export function useAccount() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getJson<Account | null>('/api/session', signal),
  })
}

/** What follows a sign-in: whatever was asked for as somebody else is asked for anew. */
export function useEntered() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async (account: Account) => {
    queries.clear()
    queries.setQueryData(key, account)
    await navigate({ to: account.role === 'member' ? '/' : '/console' })
  }
}
