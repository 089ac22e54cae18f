import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'

const KEY = ['staff', 'feed']

/** A private address at which any calendar program reads one's appointments. The server shows it once. */
export function Feed() {
  const queries = useQueryClient()
  const [url, setUrl] = useState<string | null>(null)
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<{ exists: boolean }>('/api/staff/feed', signal),
  })
  const make = useMutation({
    mutationFn: () => sendJson<{ url: string }>('POST', '/api/staff/feed'),
    onSuccess: made => setUrl(made.url),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  const end = useMutation({
    mutationFn: () => sendJson('DELETE', '/api/staff/feed'),
    onSuccess: () => setUrl(null),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  const problem = make.error ?? end.error ?? found.error
  const exists = found.data?.exists ?? false
  const busy = make.isPending || end.isPending
  return (
    <section aria-labelledby="feed" className="flex min-w-0 flex-col gap-5">
      <div>
        <h2 id="feed" className="text-lg">
          Private calendar address
        </h2>
        <p className="mt-1 text-muted">
          Any calendar program can subscribe to it and shows your visits. Whoever has the address can read them.
        </p>
      </div>
      {problem && (
        <Notice tone="bad" live>
          {messageOf(problem)}
        </Notice>
      )}
      {url ? (
        <ShownOnce url={url} />
      ) : (
        found.data && (
          <p className="text-sm text-soft">
            {exists
              ? 'There is an address. It was shown when it was made; a new one ends the old.'
              : 'There is no address yet.'}
          </p>
        )
      )}
      {found.data && (
        <div className="flex flex-wrap gap-3">
          <Button disabled={busy} onClick={() => make.mutate()}>
            {exists ? 'Make a new address' : 'Make an address'}
          </Button>
          {exists && (
            <Button look="danger" disabled={busy} onClick={() => end.mutate()}>
              End it
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function ShownOnce({ url }: { url: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <div role="status" className="flex flex-col gap-2.5 rounded-xl border border-tint-line bg-tint p-4">
      <p className="font-medium">Your private calendar address</p>
      <div className="flex gap-2">
        <input
          aria-label="Your private calendar address"
          readOnly
          value={url}
          className={`${INPUT} min-w-0 text-sm`}
          onFocus={event => event.target.select()}
        />
        <Button onClick={() => void navigator.clipboard?.writeText(url).then(() => setCopied(true))}>
          <Copy size={16} aria-hidden />
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="text-sm text-muted">Shown once. Keep it as you keep a password.</p>
    </div>
  )
}
