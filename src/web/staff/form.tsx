import { type ReactNode, type SubmitEvent, useState } from 'react'
import { messageOf, Problem } from '../api/client.ts'
import { Button } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Notice } from '../parts/notice.tsx'

/** A page that is one short form in the middle. */
export function FormPage({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <Page title={title}>
      <div className="mx-auto max-w-sm pt-4 sm:pt-10">
        <h1 className="text-2xl">{title}</h1>
        {lead && <p className="mt-2 text-muted">{lead}</p>}
        <div className="mt-7">{children}</div>
      </div>
    </Page>
  )
}

export type Errors = Record<string, string>

/** A form that sends its fields, says what was refused beside the field that it concerns, and cannot be sent twice at once. */
export function Form({
  submit,
  onSubmit,
  children,
}: {
  submit: string
  onSubmit: (fields: Record<string, string>) => Promise<unknown>
  children: (errors: Errors) => ReactNode
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [errors, setErrors] = useState<Errors>({})
  const send = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = [...new FormData(event.currentTarget)].filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    setBusy(true)
    setProblem(null)
    setErrors({})
    try {
      await onSubmit(Object.fromEntries(fields))
    } catch (error) {
      if (error instanceof Problem && error.fields.length > 0) {
        setErrors(Object.fromEntries(error.fields.map(({ field, message }) => [field.split(/[./]/).at(-1)!, message])))
      }
      setProblem(messageOf(error))
    }
    setBusy(false)
  }
  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      {problem && (
        <Notice tone="bad" live>
          {problem}
        </Notice>
      )}
      {children(errors)}
      <Button type="submit" look="primary" disabled={busy} className="mt-1">
        {busy ? 'One moment' : submit}
      </Button>
    </form>
  )
}
