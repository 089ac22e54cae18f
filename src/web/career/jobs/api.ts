import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  JobMatch,
  OwnState,
  OwnWork,
  Posting,
  Preferences,
  PreferencesInput,
} from '../../../catalogue/jobs/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'

export const jobKeys = { all: ['jobs'], one: (id: string) => ['jobs', 'one', id], preferences: ['jobs', 'preferences'] }

export type StateChange = Pick<OwnState, 'state'> & { by?: 'me' | 'employer'; note?: string }

export function useJob(id: string) {
  return useQuery({
    queryKey: [...jobKeys.one(id), 'posting'],
    queryFn: ({ signal }) => getJson<Posting>(`/api/listings/${encodeURIComponent(id)}`, signal),
  })
}

export function useMatch(id: string) {
  return useQuery({
    queryKey: [...jobKeys.one(id), 'match'],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: JobMatch[] }>(`/api/matches?kind=job&listing=${encodeURIComponent(id)}`, signal))
        .items[0] ?? null,
  })
}

export function useOwnWork(id: string) {
  return useQuery({
    queryKey: [...jobKeys.one(id), 'own'],
    queryFn: ({ signal }) => getJson<OwnWork>(`/api/listings/${encodeURIComponent(id)}/states`, signal),
  })
}

/** Says what became of a job, or takes the last word back (null). Lists that show it are asked for again. */
export function useSetState(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (change: StateChange | null) =>
      change === null
        ? sendJson<unknown>('DELETE', `/api/listings/${id}/state`)
        : sendJson<unknown>('PUT', `/api/listings/${id}/state`, change),
    onSettled: () => queries.invalidateQueries({ queryKey: jobKeys.all }),
  })
}

export function useAddNote(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ text, key }: { text: string; key: string }) =>
      sendJson('POST', `/api/listings/${id}/notes`, { text }, { 'idempotency-key': key }),
    onSuccess: () => queries.invalidateQueries({ queryKey: jobKeys.one(id) }),
  })
}

export function useChangeNote(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ noteId, text }: { noteId: string; text: string }) =>
      sendJson('PATCH', `/api/notes/${noteId}`, { text }),
    onSuccess: () => queries.invalidateQueries({ queryKey: jobKeys.one(id) }),
  })
}

export function usePreferences(enabled: boolean) {
  return useQuery({
    queryKey: jobKeys.preferences,
    queryFn: ({ signal }) => getJson<Preferences>('/api/preferences', signal),
    enabled,
  })
}

export function useSetPreferences() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: PreferencesInput) => sendJson<Preferences>('PUT', '/api/preferences', input),
    onSuccess: () => queries.invalidateQueries({ queryKey: jobKeys.all }),
  })
}
