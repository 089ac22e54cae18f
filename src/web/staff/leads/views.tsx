import { useMutation } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { type SubmitEvent, useState } from 'react'
import type { LeadView } from '../../../leads/desk/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { nameFor, type Query, queryOf, textOf } from './address.ts'
import { useFreshLeads, useLeadViews } from './use-leads.ts'

type Tab = { key: string; name: string; query: Query; view?: LeadView }

/** What everybody looks for. */
const COMMON: Tab[] = [
  { key: 'all', name: 'All', query: {} },
  { key: 'mine', name: 'Mine', query: { owner: 'me' } },
  { key: 'free', name: 'Nobody’s', query: { owner: 'nobody' } },
]

/** Ways to look at the list as tabs: the usual ones, one's own, and those that colleagues share. */
export function Views({ query, onGo }: { query: Query; onGo: (next: Query) => void }) {
  const views = useLeadViews()
  const [saving, setSaving] = useState<LeadView | 'new' | null>(null)
  const text = textOf(query)
  const tabs: Tab[] = [
    ...COMMON,
    ...(views.data?.items ?? []).map(view => ({ key: view.id, name: view.name, query: queryOf(view.query), view })),
  ]
  const current = tabs.find(tab => textOf(tab.query) === text)
  return (
    <div className="flex items-center gap-2 border-b border-line">
      <nav aria-label="Views" className="scroll-x flex min-w-0 flex-1 gap-1 py-1">
        {tabs.map(tab => (
          <button
            key={tab.key}
            type="button"
            aria-current={tab === current ? 'true' : undefined}
            title={tab.view && !tab.view.own ? `Shared by ${tab.view.by ?? 'a colleague'}` : undefined}
            onClick={() => onGo(tab.query)}
            className={clsx(
              'min-h-9 shrink-0 rounded-lg px-3 text-sm font-medium pointer-coarse:min-h-11',
              tab === current ? 'bg-tint text-accent' : 'text-soft hover:bg-sunken hover:text-ink',
            )}
          >
            {tab.name}
          </button>
        ))}
      </nav>
      {current?.view?.own ? (
        <Button look="quiet" small onClick={() => setSaving(current.view!)}>
          Change view
        </Button>
      ) : (
        !current && (
          <Button look="quiet" small onClick={() => setSaving('new')}>
            Save view
          </Button>
        )
      )}
      {saving && (
        <SaveSheet
          query={query}
          view={saving === 'new' ? null : saving}
          onClose={() => setSaving(null)}
          onGone={() => onGo({})}
        />
      )}
    </div>
  )
}

function SaveSheet({
  query,
  view,
  onClose,
  onGone,
}: {
  query: Query
  view: LeadView | null
  onClose: () => void
  onGone: () => void
}) {
  const fresh = useFreshLeads()
  const [name, setName] = useState(view?.name ?? nameFor(query))
  const [shared, setShared] = useState(view?.shared ?? false)
  const save = useMutation({
    mutationFn: () =>
      sendJson('POST', '/api/staff/leads/views', { ...(view && { id: view.id }), name: name.trim(), query, shared }),
    onSuccess: () => {
      onClose()
      void fresh()
    },
  })
  const remove = useMutation({
    mutationFn: () => sendJson('DELETE', `/api/staff/leads/views/${view!.id}`),
    onSuccess: () => {
      onClose()
      onGone()
      void fresh()
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (name.trim()) save.mutate()
  }
  return (
    <Sheet middle title={view ? 'This view' : 'Save this view'} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Field label="Name" value={name} maxLength={60} onChange={event => setName(event.target.value)} />
        <Toggle
          label="Share it"
          hint="Everybody of the sales desk sees it among their views."
          on={shared}
          onChange={setShared}
        />
        <Trouble of={save} framed />
        <Trouble of={remove} framed />
        <div className="flex flex-wrap justify-end gap-3">
          {view && (
            <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
              Delete view
            </Button>
          )}
          <Button type="submit" look="primary" disabled={!name.trim() || save.isPending}>
            {save.isPending ? 'Saving' : 'Save'}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
