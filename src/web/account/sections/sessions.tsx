import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { formatDate } from '../../words/time.ts'
import { Section } from './section.tsx'

type Session = { id: string; device: string | null; createdAt: string; lastSeenAt: string; current: boolean }

export const sessionsKey = ['sessions']

/** Where somebody is signed in, and how to end it. */
export function Sessions() {
  const queries = useQueryClient()
  const found = useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => getJson<{ items: Session[] }>('/api/sessions', signal),
  })
  const end = useMutation({
    mutationFn: (id: string | null) => sendJson('DELETE', id ? `/api/sessions/${id}` : '/api/sessions'),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsKey }),
  })
  const others = found.data?.items.filter(session => !session.current) ?? []
  return (
    <Section title="Where you are signed in">
      <Trouble of={end} framed />
      {found.isPending ? (
        <Loading label="Reading your sessions" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {found.data.items.map(session => (
            <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-0 flex-1 basis-48">
                <p className="font-medium">{deviceName(session.device)}</p>
                <p className="text-sm text-muted">
                  Since {formatDate(session.createdAt)}, last seen {formatDate(session.lastSeenAt)}
                </p>
              </div>
              {session.current ? (
                <span className="text-sm font-medium text-accent">This device</span>
              ) : (
                <Button
                  small
                  disabled={end.isPending}
                  aria-label={`Sign out ${deviceName(session.device)}, last seen ${formatDate(session.lastSeenAt)}`}
                  onClick={() => end.mutate(session.id)}
                >
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <Button className="w-fit" disabled={end.isPending} onClick={() => end.mutate(null)}>
          Sign out everywhere else
        </Button>
      )}
    </Section>
  )
}

/** What a browser calls itself, in two words: `Firefox on Windows`. */
export function deviceName(agent: string | null): string {
  if (!agent) return 'Some device'
  const found = (names: readonly (readonly [RegExp, string])[]) => names.find(([known]) => known.test(agent))?.[1]
  const browser = found([
    [/Edg/, 'Edge'],
    [/OPR|Opera/, 'Opera'],
    [/Firefox|FxiOS/, 'Firefox'],
    [/Chrome|CriOS|Chromium/, 'Chrome'],
    [/Safari/, 'Safari'],
  ])
  const system = found([
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X|Macintosh/, 'Mac'],
    [/CrOS/, 'ChromeOS'],
    [/Linux/, 'Linux'],
  ])
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? agent.slice(0, 60)
}
