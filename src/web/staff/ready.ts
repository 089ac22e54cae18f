import { useQuery } from '@tanstack/react-query'

type Readiness = {
  status: string
  store: 'embedded' | 'memory' | 'server' | null
  verdict: { survives: 'yes' | 'no' | 'unknown'; sentence: string; advice: string | null } | null
  migrations: 'current' | 'pending'
  /** What this server keeps of what visitors say while the database is away; null where it keeps nothing */
  outage: {
    entries: number
    bytes: number
    oldest: string | null
    refused: number
    survives: 'yes' | 'no' | 'unknown'
  } | null
  worker: { status: 'running' | 'failing' | 'stopped'; failing: string[] }
}

/** How the server says that it is; asked again after so many milliseconds. */
export function useReady(every: number) {
  return useQuery({
    queryKey: ['readyz'],
    // A 503 here is an answer, not a failure to answer.
    queryFn: async ({ signal }) => (await (await fetch('/readyz', { signal })).json()) as Readiness,
    refetchInterval: every,
  })
}
