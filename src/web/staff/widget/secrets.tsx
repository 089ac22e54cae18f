import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { WidgetSecret } from '../../../server/widget/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { formatDate } from '../../words/time.ts'
import { CopyField } from '../copy-field.tsx'

const KEY = ['staff', 'settings', 'widget']
const PATH = '/api/admin/settings/widget/secrets'

/** With which a site's server signs who its user is. A secret is shown as it is made, and never again. */
export function Secrets({ secrets }: { secrets: WidgetSecret[] }) {
  const queries = useQueryClient()
  const [made, setMade] = useState<string | null>(null)
  const [ending, setEnding] = useState<string | null>(null)
  const refresh = () => queries.invalidateQueries({ queryKey: KEY })
  const make = useMutation({
    mutationFn: () => sendJson<{ secret: string }>('POST', PATH),
    onSuccess: ({ secret }) => setMade(secret),
    onSettled: refresh,
  })
  const end = useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `${PATH}/${id}`),
    onSettled: () => {
      setEnding(null)
      return refresh()
    },
  })
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-lg">Users of the site</h2>
      <p className="max-w-[42rem] text-muted">
        A site can say who its signed-in user is, so that they find their conversation on each of their devices. Its
        server signs a token with this secret; nobody else may have it.
      </p>
      {made && (
        <div className="rounded-xl border border-tint-line bg-tint p-4">
          <CopyField key={made} autoFocus label="The secret, shown this once" value={made} />
          <p className="mt-2 text-sm text-soft">The one before it goes on for seven days.</p>
        </div>
      )}
      {secrets.length > 0 && (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {secrets.map(secret => (
            <li key={secret.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 pl-4 pr-3">
              <KeyRound size={18} aria-hidden className="text-muted" />
              <p className="min-w-0 flex-1 text-sm">
                <span className="font-medium">Ends in {secret.hint}</span>
                <span className="text-muted"> · {standing(secret)}</span>
              </p>
              {ending === secret.id ? (
                <span className="flex gap-2">
                  <Button small look="danger" disabled={end.isPending} onClick={() => end.mutate(secret.id)}>
                    End it for good
                  </Button>
                  <Button small look="quiet" onClick={() => setEnding(null)}>
                    Keep it
                  </Button>
                </span>
              ) : (
                <Button small look="quiet" onClick={() => setEnding(secret.id)}>
                  End now
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Trouble of={make} framed />
      <Trouble of={end} framed />
      <Button className="self-start" disabled={make.isPending} onClick={() => make.mutate()}>
        {secrets.length === 0 ? 'Make a secret' : 'Make a new secret'}
      </Button>
    </div>
  )
}

function standing({ madeAt, endsAt, opens }: WidgetSecret): string {
  if (!opens) return 'sealed under another MOSAIC_SECRET: make a new one'
  return endsAt ? `until ${formatDate(endsAt)}` : `since ${formatDate(madeAt)}`
}
