import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Group, SettingVersion } from '../../../house/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Failed, Trouble } from '../../parts/notice.tsx'
import { formatWhen } from '../../words/time.ts'
import { keyOf } from './use-group.ts'
import { FIELDS, valueWords } from './words.ts'

/** Who changed what, newest first, each version with a way back to what was before it. */
export function History({
  group,
  version,
  onRestored,
}: {
  group: Group
  version: number
  onRestored: () => Promise<void>
}) {
  const { timeZone } = useBusiness()
  const [isOpen, setOpen] = useState(false)
  const found = useQuery({
    queryKey: [...keyOf(group), 'versions'],
    queryFn: ({ signal }) =>
      getJson<{ items: SettingVersion[] }>(`/api/admin/settings/${group}/versions`, signal).then(({ items }) => items),
    enabled: isOpen,
  })
  const restore = useMutation({
    mutationFn: (back: number) => sendJson('POST', `/api/admin/settings/${group}/restore`, { restore: back, version }),
    onSuccess: onRestored,
  })
  if (version === 0) return null
  return (
    <details open={isOpen} onToggle={event => setOpen(event.currentTarget.open)} className="border-t border-line pt-4">
      <summary className="min-h-9 cursor-pointer rounded text-sm font-semibold pointer-coarse:min-h-11">
        What was changed before
      </summary>
      <div className="mt-3 flex flex-col gap-3">
        <Trouble of={restore} framed />
        {found.isError && <Failed found={found} />}
        <ol className="divide-y divide-line">
          {found.data?.map(one => (
            <li key={one.version} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 py-3">
              <div className="min-w-0 text-sm">
                <p>
                  <span className="font-medium">{one.by ?? 'Mosaic'}</span>{' '}
                  <span className="text-muted">
                    {formatWhen(one.at, timeZone)}
                    {one.restored !== null && ` · brought back version ${one.restored}`}
                  </span>
                </p>
                <ul className="mt-1 text-soft">
                  {one.changes.map(({ field, before, after }) => (
                    <li key={field} className="break-words">
                      {FIELDS[field] ?? field}: {valueWords(field, before)} → {valueWords(field, after)}
                    </li>
                  ))}
                </ul>
              </div>
              <Button small disabled={restore.isPending} onClick={() => restore.mutate(one.version - 1)}>
                Take back{one.version < version && ' to here'}
              </Button>
            </li>
          ))}
        </ol>
      </div>
    </details>
  )
}
