import { useQuery } from '@tanstack/react-query'
import { Download, ExternalLink } from 'lucide-react'
import type { Proven } from '../../server/first-start/schema.ts'
import { useBusiness } from '../api/business.ts'
import { getJson } from '../api/client.ts'
import { buttonClass } from '../parts/button.tsx'
import { formatCount } from '../words/home.ts'
import { formatWhen } from '../words/time.ts'
import { CopyField } from './copy-field.tsx'

/** For administrators: where this database's data came from, with the proof. Nothing where no move filled it. */
export function Moves() {
  const { timeZone } = useBusiness()
  const { data } = useQuery({
    queryKey: ['admin', 'moves'],
    queryFn: ({ signal }) => getJson<{ items: Proven[] }>('/api/admin/moves', signal),
    staleTime: 5 * 60_000,
  })
  if (!data || data.items.length === 0) return null
  return (
    <section aria-labelledby="moves" className="flex flex-col gap-3">
      <h3 id="moves" className="text-lg">
        Where the data came from
      </h3>
      <ul className="flex flex-col gap-4">
        {data.items.map(move => (
          <li key={move.id} className="flex min-w-0 flex-col gap-3 rounded-xl border border-line bg-surface p-4">
            <div>
              <p className="break-words font-medium">Moved from {move.from}</p>
              <p className="tnum mt-0.5 text-sm text-muted">
                {formatWhen(move.finishedAt, timeZone)} · {formatCount(move.rows)} rows in {formatCount(move.tables)}{' '}
                tables, {move.equal ? 'equal on both sides' : 'not the same on both sides'}
              </p>
            </div>
            <div className="flex flex-wrap gap-3">
              <a
                className={buttonClass('plain')}
                href={`/api/admin/moves/${move.id}/report?as=page`}
                target="_blank"
                rel="noreferrer"
              >
                <ExternalLink size={16} aria-hidden />
                Read the report
              </a>
              <a className={buttonClass('plain')} href={`/api/admin/moves/${move.id}/report?as=json`} download>
                <Download size={16} aria-hidden />
                Report to check with
              </a>
            </div>
            <CopyField label="To check again, in a terminal beside that report" value={move.command} />
          </li>
        ))}
      </ul>
    </section>
  )
}
