import { useQuery } from '@tanstack/react-query'
import { Notice } from '../parts/notice.tsx'

type Readiness = {
  status: string
  store: string | null
  verdict: { survives: 'yes' | 'no' | 'unknown'; sentence: string; advice: string | null } | null
}

/**
 * Whether what people tell Mosaic survives the next deploy, in the server's own words. `quiet`: good news is left out. What is not
 * good is for administrators, who can do something about it; that the store does not answer concerns everybody.
 */
export function StoreVerdict({ quiet, toAdmin }: { quiet: boolean; toAdmin: boolean }) {
  const ready = useQuery({
    queryKey: ['readyz'],
    // A 503 here is an answer, not a failure to answer.
    queryFn: async ({ signal }) => (await (await fetch('/readyz', { signal })).json()) as Readiness,
    refetchInterval: 30_000,
  })
  if (!ready.data) return null
  const { status, verdict } = ready.data
  const tone =
    status !== 'ready' || verdict?.survives === 'no' ? 'bad' : verdict?.survives === 'unknown' ? 'warn' : 'info'
  if (status === 'ready' && (!toAdmin || (quiet && tone === 'info'))) return null
  return (
    <div className="mt-6">
      <Notice tone={tone}>
        {status !== 'ready' && (
          <p className="font-medium">The store does not answer ({status.replaceAll('_', ' ')}).</p>
        )}
        {verdict ? (
          <>
            <p className="font-medium">{verdict.sentence}</p>
            {verdict.advice && <p className="mt-0.5">{verdict.advice}</p>}
          </>
        ) : (
          status === 'ready' && <p>The store is ready.</p>
        )}
      </Notice>
    </div>
  )
}
