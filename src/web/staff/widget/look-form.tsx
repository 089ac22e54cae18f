import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { WidgetAdmin, WidgetSettings } from '../../../server/widget/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Problem, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field, INPUT, Select } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { Preview } from './preview.tsx'

const KEY = ['staff', 'settings', 'widget']

/** Sites and look, beside a picture of both. What was typed stays when others save meanwhile; saving replaces all of it. */
export function LookForm({ saved }: { saved: WidgetSettings }) {
  const queries = useQueryClient()
  const { desks } = useBusiness()
  const sites = useId()
  const [look, setLook] = useState(saved)
  const [origins, setOrigins] = useState(saved.origins.join('\n'))
  const change = (next: Partial<WidgetSettings>) => {
    setLook({ ...look, ...next })
    save.reset()
  }
  const save = useMutation({
    mutationFn: () =>
      sendJson<WidgetSettings>('PUT', '/api/admin/settings/widget', {
        ...look,
        greeting: look.greeting?.trim() || null,
        origins: origins.split(/\s+/).filter(Boolean),
      }),
    onSuccess: settings => {
      setLook(settings)
      setOrigins(settings.origins.join('\n'))
      queries.setQueryData<WidgetAdmin>(KEY, known => known && { ...known, settings })
    },
  })
  const problem = save.error instanceof Problem && save.error.code === 'widget.origin' ? save.error.message : null
  return (
    <form
      className="grid gap-x-10 gap-y-6 md:grid-cols-[minmax(0,1fr)_17rem]"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="flex flex-col gap-5">
        <h2 className="text-lg">Sites and look</h2>
        <div className="flex flex-col gap-1.5">
          <label htmlFor={sites} className="text-sm font-medium">
            Sites that may show it
          </label>
          <textarea
            id={sites}
            rows={4}
            spellCheck={false}
            autoCapitalize="none"
            value={origins}
            placeholder="https://www.example.com"
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? `${sites}-hint ${sites}-error` : `${sites}-hint`}
            className={`${INPUT} py-2 font-mono text-sm leading-6`}
            onChange={event => {
              setOrigins(event.target.value)
              save.reset()
            }}
          />
          <p id={`${sites}-hint`} className="text-sm text-muted">
            One a line, with https. <code>https://*.example.com</code> means every host below example.com.
          </p>
          {problem && (
            <p id={`${sites}-error`} role="alert" className="text-sm text-bad">
              {problem}
            </p>
          )}
        </div>
        {desks.length > 1 && (
          <Select
            label="Who answers"
            value={look.desk}
            onChange={event => change({ desk: event.target.value as WidgetSettings['desk'] })}
          >
            <option value="sales">Sales desk</option>
            <option value="career">Career desk</option>
          </Select>
        )}
        <div className="grid grid-cols-2 gap-5">
          <Field
            label="Colour"
            type="color"
            className="[&_input]:p-1"
            value={look.color}
            onChange={event => change({ color: event.target.value })}
          />
          <Select
            label="Corner"
            value={look.side}
            onChange={event => change({ side: event.target.value as WidgetSettings['side'] })}
          >
            <option value="right">Bottom right</option>
            <option value="left">Bottom left</option>
          </Select>
        </div>
        <Field
          label="Name of the button"
          required
          maxLength={40}
          value={look.label}
          hint="Heads the chat, and is read out for the button."
          onChange={event => change({ label: event.target.value })}
        />
        <Field
          label="Greeting"
          maxLength={120}
          value={look.greeting ?? ''}
          hint="Stands beside the button on somebody’s first visit. Leave it empty for none."
          onChange={event => change({ greeting: event.target.value })}
        />
        {!problem && <Trouble of={save} framed />}
        <div className="flex items-center gap-4">
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? 'One moment' : 'Save'}
          </Button>
          <p role="status" className="text-sm text-muted empty:hidden">
            {save.isSuccess && 'Saved. Pages that are opened from now on follow.'}
          </p>
        </div>
      </div>
      <Preview look={look} />
    </form>
  )
}
