import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { sendJson } from '../../api/client.ts'
import { memoryKey, useMemory } from '../../listings/marks.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { formatDate } from '../../words/time.ts'
import { Section } from './section.tsx'

/** What is remembered, each piece with where it comes from, and how to take it back. */
export function Memory() {
  const memory = useMemory()
  const queries = useQueryClient()
  const [sure, setSure] = useState(false)
  const change = useMutation({
    mutationFn: ({ method, path, body }: { method: 'PATCH' | 'DELETE'; path: string; body?: unknown }) =>
      sendJson(method, path, body),
    onSettled: () => queries.invalidateQueries({ queryKey: memoryKey }),
  })
  const path = '/api/me/memory'
  const facts = memory.data?.facts.filter(fact => fact.supersededBy === null && fact.erasedAt === null) ?? []
  return (
    <Section title="What is remembered">
      <Trouble of={change} framed />
      {memory.isPending ? (
        <Loading label="Looking it up" />
      ) : memory.isError ? (
        <Failed found={memory} />
      ) : (
        <>
          <Toggle
            label="Remember me"
            hint="When this is off, nothing new is noted about you. What you wrote stays."
            on={memory.data.on}
            disabled={change.isPending}
            onChange={on => change.mutate({ method: 'PATCH', path, body: { on } })}
          />
          {facts.length === 0 ? (
            <p className="text-muted">
              Nothing yet. What you write in a programme, a résumé or the chat, such as a skill or a place, appears
              here.
            </p>
          ) : (
            <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
              {facts.map(fact => (
                <li key={fact.id} className="flex items-start gap-2 py-2 pl-4 pr-2">
                  <div className="min-w-0 flex-1 py-1">
                    <p className="font-medium">{fact.sentence}</p>
                    <p className="mt-0.5 text-sm text-muted">
                      {formatDate(fact.source.at)}
                      {fact.source.text && <>: “{fact.source.text}”</>}
                    </p>
                  </div>
                  <IconButton
                    label={`Erase: ${fact.sentence}`}
                    disabled={change.isPending}
                    onClick={() => change.mutate({ method: 'DELETE', path: `${path}/${fact.id}` })}
                  >
                    <Trash2 size={17} aria-hidden />
                  </IconButton>
                </li>
              ))}
            </ul>
          )}
          {facts.length > 0 &&
            (sure ? (
              <div className="flex flex-wrap gap-3">
                <Button
                  look="danger"
                  disabled={change.isPending}
                  onClick={() => change.mutate({ method: 'DELETE', path }, { onSuccess: () => setSure(false) })}
                >
                  Yes, erase all {facts.length}
                </Button>
                <Button onClick={() => setSure(false)}>Keep them</Button>
              </div>
            ) : (
              <Button className="w-fit" look="danger" onClick={() => setSure(true)}>
                Erase everything remembered
              </Button>
            ))}
        </>
      )}
    </Section>
  )
}
