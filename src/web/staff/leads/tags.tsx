import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { type SubmitEvent, useId, useState } from 'react'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { useFreshLeads, useLeadTags } from './use-leads.ts'

/** A lead's tags, each a way to the others that have it, and a field that adds one; those in use are suggested. */
export function TagEditor({ personId, tags }: { personId: string; tags: readonly string[] }) {
  const fresh = useFreshLeads()
  const [text, setText] = useState('')
  const change = useMutation({
    mutationFn: (body: { add?: string[]; remove?: string[] }) =>
      sendJson<{ tags: string[] }>('POST', `/api/staff/leads/${personId}/tags`, body),
    onSuccess: () => fresh(),
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const tag = text.trim()
    if (tag) change.mutate({ add: [tag] }, { onSuccess: () => setText('') })
  }
  return (
    <div className="flex flex-col gap-2.5">
      {tags.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {tags.map(tag => (
            <li key={tag} className="inline-flex items-center rounded-full border border-edge/60 bg-surface text-sm">
              <Link
                to="/console/$section"
                params={{ section: 'leads' }}
                search={{ tag }}
                className="rounded-full py-0.5 pl-3 pr-1 hover:underline"
              >
                {tag}
              </Link>
              <button
                type="button"
                aria-label={`Take off ${tag}`}
                disabled={change.isPending}
                onClick={() => change.mutate({ remove: [tag] })}
                className="inline-flex size-7 items-center justify-center rounded-full text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-9"
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="flex gap-2">
        <TagField value={text} onChange={setText} />
        <Button type="submit" small disabled={!text.trim() || change.isPending}>
          Add
        </Button>
      </form>
      <Trouble of={change} />
    </div>
  )
}

/** A field for one tag, with those in use to choose from. */
export function TagField({
  value,
  onChange,
  label = 'Add a tag',
}: {
  value: string
  onChange: (text: string) => void
  label?: string
}) {
  const id = useId()
  const known = useLeadTags()
  return (
    <>
      <input
        aria-label={label}
        placeholder={label}
        list={id}
        value={value}
        maxLength={40}
        onChange={event => onChange(event.target.value)}
        className={`${INPUT} min-h-9! text-sm`}
      />
      <datalist id={id}>
        {known.data?.items.map(({ tag }) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </>
  )
}
