import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import type { AnswerPreview, AnswerTextEntry, AnswerTexts, AnswerVersions } from '../../../assistant/texts/schema.ts'
import { getJson, Problem, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { keep, readKeptObject } from '../../parts/kept.ts'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'

export const answersKey = ['staff', 'settings', 'answers'] as const

/** One text: worded anew, tried out with its values, saved as a further version, or brought back. */
export function EditAnswer({
  entry,
  placeholders,
}: {
  entry: AnswerTextEntry
  placeholders: AnswerTexts['placeholders']
}) {
  const field = useId()
  const queries = useQueryClient()
  const box = useRef<HTMLTextAreaElement>(null)
  const draftKey = `mosaic.answer.${entry.key}`
  const [draft, setDraft] = useState(() => {
    const kept = readKeptObject<{ text: string; version: number }>('browser', draftKey)
    return kept?.version === entry.version && typeof kept.text === 'string' ? kept.text : entry.body
  })
  const [base, setBase] = useState(entry.version)
  const change = (text: string) => {
    setDraft(text)
    keep('browser', draftKey, text === entry.body ? null : { text, version: base })
  }
  const save = useMutation({
    mutationFn: (body: string | null) =>
      sendJson<AnswerTextEntry>('PUT', '/api/admin/settings/answers', { key: entry.key, body, version: base }),
    onSuccess: saved => {
      setDraft(saved.body)
      setBase(saved.version)
      keep('browser', draftKey, null)
      return queries.invalidateQueries({ queryKey: answersKey })
    },
  })
  const conflict = save.error instanceof Problem && save.error.code === 'assistant.text_changed'
  const insert = (name: string) => {
    const at = box.current?.selectionStart ?? draft.length
    change(`${draft.slice(0, at)}{${name}}${draft.slice(box.current?.selectionEnd ?? at)}`)
    box.current?.focus()
  }
  return (
    <section aria-label={entry.label} className="flex max-w-3xl flex-col gap-6">
      <h2 className="text-2xl">{entry.label}</h2>
      <div className="flex flex-col gap-2">
        <label htmlFor={field} className="text-sm font-medium">
          What is said
        </label>
        <textarea
          ref={box}
          id={field}
          rows={8}
          maxLength={4_000}
          value={draft}
          onChange={event => change(event.target.value)}
          className="w-full rounded-lg border border-edge bg-surface px-3 py-2.5 text-base"
        />
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
          Put in:
          {placeholders.map(({ name, means }) => (
            <button
              key={name}
              type="button"
              title={means}
              onClick={() => insert(name)}
              className="min-h-8 rounded-md bg-sunken px-2 text-soft hover:bg-line hover:text-ink pointer-coarse:min-h-11"
            >
              {`{${name}}`}
              <span className="sr-only">, {means}</span>
            </button>
          ))}
          {entry.needed.length > 0 && <span>Needed: {entry.needed.map(name => `{${name}}`).join(', ')}</span>}
        </p>
      </div>
      <Preview name={entry.key} body={draft} />
      <Trouble of={save} framed />
      {conflict && (
        <Button
          small
          className="self-start"
          onClick={async () => {
            const texts = await getJson<AnswerTexts>('/api/admin/settings/answers')
            queries.setQueryData([...answersKey, 'all'], texts)
            setBase(texts.items.find(item => item.key === entry.key)?.version ?? base)
            save.reset()
          }}
        >
          Keep mine and look again
        </Button>
      )}
      <div className="flex flex-wrap gap-3">
        <Button
          look="primary"
          disabled={save.isPending || draft.trim() === '' || draft.trim() === entry.body}
          onClick={() => save.mutate(draft)}
        >
          {save.isPending ? 'One moment' : 'Save'}
        </Button>
        {draft !== entry.body && (
          <Button look="quiet" onClick={() => change(entry.body)}>
            Undo my changes
          </Button>
        )}
        {entry.edited && (
          <Button disabled={save.isPending} onClick={() => save.mutate(null)}>
            Bring the original back
          </Button>
        )}
      </div>
      {save.isSuccess && <Notice live>Saved. It is said from now on.</Notice>}
      <History entry={entry} onTake={change} />
    </section>
  )
}

/** Who types is not asked about at every key. */
const SETTLED_MS = 350

/** How it would be said now, with the values of this house. */
function Preview({ name, body }: { name: string; body: string }) {
  const [text, setText] = useState(body)
  useEffect(() => {
    const timer = setTimeout(() => setText(body), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [body])
  const found = useQuery({
    queryKey: [...answersKey, 'preview', name, text],
    queryFn: () => sendJson<AnswerPreview>('POST', '/api/admin/settings/answers/preview', { key: name, body: text }),
    placeholderData: before => before,
    staleTime: 60_000,
  })
  return (
    <section aria-label="Preview" className="flex flex-col gap-1.5">
      <h3 className="text-sm font-semibold">As visitors read it</h3>
      {found.data?.problems.map(problem => (
        <Notice key={problem} tone="warn" live>
          {problem}
        </Notice>
      ))}
      {found.data?.text && (
        <p className="whitespace-pre-wrap break-words rounded-xl border border-line bg-sunken px-4 py-3">
          {found.data.text}
        </p>
      )}
      {found.isError && <Trouble of={found} />}
    </section>
  )
}

function History({ entry, onTake }: { entry: AnswerTextEntry; onTake: (text: string) => void }) {
  const found = useQuery({
    queryKey: [...answersKey, 'versions', entry.key, entry.version],
    queryFn: ({ signal }) => getJson<AnswerVersions>(`/api/admin/settings/answers/${entry.key}`, signal),
    enabled: entry.version > 0,
  })
  if (!found.data || found.data.items.length === 0) return null
  return (
    <section aria-label="Versions" className="flex flex-col gap-3">
      <h3 className="text-base">Versions</h3>
      <ol className="flex flex-col gap-3">
        {found.data.items.map(item => (
          <li key={item.version} className="flex flex-col items-start gap-1 border-l-2 border-line pl-3 text-sm">
            <p className="text-muted">
              {formatMoment(item.at)}, {item.by ?? 'somebody'}
            </p>
            <p className="line-clamp-3 break-words">{item.body ?? 'The original was brought back.'}</p>
            {item.body && item.version !== entry.version && (
              <Button small look="quiet" className="-ml-3" onClick={() => onTake(item.body!)}>
                Take these words
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
