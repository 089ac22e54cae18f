import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { getJson } from '../api/client.ts'
import { Notice } from '../parts/notice.tsx'
import { useReady } from './ready.ts'

/** The newest backup failed: an administrator hears of it on every page. */
function BackupsFail() {
  return (
    <div className="mb-6">
      <Notice tone="bad">
        <p className="font-medium">The newest backup failed; it is tried again.</p>
        <Link to="/console/$section/$id" params={{ section: 'settings', id: 'backups' }} className="underline">
          See why
        </Link>
      </Notice>
    </div>
  )
}

const OUTAGE =
  'The database is away. What visitors write, wish for and send is kept and done afterwards; all else waits until it is back.'

/**
 * Whether what people tell Mosaic survives the next deploy, in the server's own words. `quiet`: good news is left out. What is not
 * good is for administrators, who can do something about it; that the store does not answer concerns everybody.
 */
export function StoreVerdict({ quiet, toAdmin }: { quiet: boolean; toAdmin: boolean }) {
  const ready = useReady(30_000)
  if (!ready.data) return null
  const { status, verdict, worker } = ready.data
  const tone =
    status !== 'ready' || verdict?.survives === 'no' ? 'bad' : verdict?.survives === 'unknown' ? 'warn' : 'info'
  const fails = status === 'ready' && toAdmin && worker.failing.includes('backups')
  if (status === 'ready' && (!toAdmin || (quiet && tone === 'info'))) return fails ? <BackupsFail /> : null
  return (
    <div className="mb-6">
      {fails && <BackupsFail />}
      <Notice tone={tone}>
        {status !== 'ready' && (
          <p className="font-medium">
            {status === 'outage' ? OUTAGE : `The store does not answer (${status.replaceAll('_', ' ')}).`}
          </p>
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

/** For administrators: that a data folder beside the database holds what is not in it. */
export function FolderNotice() {
  const { data } = useQuery({
    queryKey: ['admin', 'data-folder'],
    queryFn: ({ signal }) => getJson<{ notice: string | null }>('/api/admin/data-folder', signal),
    staleTime: 5 * 60_000,
  })
  if (!data?.notice) return null
  return (
    <div className="mb-6">
      <Notice tone="warn">{data.notice}</Notice>
    </div>
  )
}
