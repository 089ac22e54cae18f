import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getJson, sendJson } from '../api/client.ts'
import type { Memory } from '../api/types.ts'

export type Mark = 'interest' | 'rejection'
export const memoryKey = ['memory'] as const

export function useMemory(enabled = true) {
  return useQuery({
    queryKey: memoryKey,
    queryFn: ({ signal }) => getJson<Memory>('/api/me/memory', signal),
    enabled,
  })
}

/**
 * What this person said of a home, and the way to say it. The newer word wins: interest after "not for me" is interest.
 */
export function useMark(listingId: string) {
  const queries = useQueryClient()
  const said = useQuery<Record<string, Mark>>({
    queryKey: ['marks'],
    queryFn: async () => marksOf(await getJson<Memory>('/api/me/memory')),
    staleTime: 60_000,
  })
  const say = useMutation({
    mutationFn: (input: { kind: Mark; reason?: string }) =>
      sendJson('POST', `/api/listings/${listingId}/events`, input),
    onSuccess: (_answer, { kind }) => {
      queries.setQueryData<Record<string, Mark>>(['marks'], old => ({ ...old, [listingId]: kind }))
      void queries.invalidateQueries({ queryKey: memoryKey })
    },
  })
  return { mark: said.data?.[listingId] ?? null, say }
}

function marksOf(memory: Memory): Record<string, Mark> {
  const rows = [
    ...memory.listings.rejected.map(({ id, lastAt }) => ({ id, lastAt, mark: 'rejection' as const })),
    ...memory.listings.interested.map(({ id, lastAt }) => ({ id, lastAt, mark: 'interest' as const })),
  ]
  rows.sort((a, b) => Date.parse(a.lastAt) - Date.parse(b.lastAt))
  return Object.fromEntries(rows.map(({ id, mark }) => [id, mark]))
}
