import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { useTeam } from '../calendar/use-calendar.ts'
import { TagField } from './tags.tsx'
import { useFreshLeads } from './use-leads.ts'

/** As many as the server takes at once. */
const MOST = 200

type Change = { staffId?: string | null; addTags?: string[] }

/** What is done to all that are selected. */
export function BulkBar({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const fresh = useFreshLeads()
  const team = useTeam()
  const [tag, setTag] = useState('')
  const [told, setTold] = useState('')
  const change = useMutation({
    mutationFn: async (body: Change) => {
      const sum = { changed: 0, gone: 0 }
      for (let from = 0; from < ids.length; from += MOST) {
        const personIds = ids.slice(from, from + MOST)
        const done = await sendJson<typeof sum>('POST', '/api/staff/leads/changes', { personIds, ...body })
        sum.changed += done.changed
        sum.gone += done.gone
      }
      return sum
    },
    onSuccess: async ({ changed, gone }) => {
      setTag('')
      setTold(`${changed === 1 ? 'One lead' : `${changed} leads`} changed${gone > 0 ? `, ${gone} were gone` : ''}.`)
      await fresh()
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (tag.trim()) change.mutate({ addTags: [tag.trim()] })
  }
  return (
    <section
      aria-label="Selected leads"
      className="sticky bottom-2 z-10 flex flex-col gap-2.5 rounded-xl border border-tint-line bg-surface px-4 py-3 shadow-sheet max-lg:bottom-18"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <p className="tnum font-medium" role="status">
          {ids.length} selected
        </p>
        <select
          aria-label="Give them to"
          value=""
          disabled={change.isPending}
          onChange={event => change.mutate({ staffId: event.target.value === 'nobody' ? null : event.target.value })}
          className={`${INPUT} min-h-9! w-auto! max-w-full text-sm`}
        >
          <option value="" disabled>
            Give them to
          </option>
          <option value="nobody">Nobody</option>
          {team.data?.items
            .filter(({ active, role }) => active && role === 'agent')
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </select>
        <form onSubmit={submit} className="flex min-w-0 gap-2">
          <TagField label="Tag them" value={tag} onChange={setTag} />
          <Button type="submit" small disabled={!tag.trim() || change.isPending}>
            Add tag
          </Button>
        </form>
        <Button look="quiet" small className="ml-auto" onClick={onDone}>
          Select none
        </Button>
      </div>
      {told && !change.isError && (
        <p role="status" className="text-sm text-muted">
          {told}
        </p>
      )}
      <Trouble of={change} />
    </section>
  )
}
