import { clsx } from 'clsx'
import { type SubmitEvent, useId, useState } from 'react'
import type { CaldavAnswer, StaffCalendar } from '../../../appointments/calendars/schema.ts'
import { messageOf, Problem, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'

type Choice = { url: string; name: string }

/** Signs in to a calendar server; where the account has several calendars, one is chosen. */
export function CaldavForm({ onConnected }: { onConnected: (calendar: StaffCalendar) => void }) {
  const name = useId()
  const [url, setUrl] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [choices, setChoices] = useState<Choice[] | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<{ field: string | null; text: string } | null>(null)
  const forget = () => {
    setChoices(null)
    setChosen(null)
    setProblem(null)
  }
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const blank = !url.trim() ? 'url' : !username ? 'username' : !password ? 'password' : null
    if (blank) return setProblem({ field: blank, text: 'Please fill this in.' })
    setBusy(true)
    setProblem(null)
    try {
      const calendar = chosen ? { calendar: chosen } : {}
      const body = { url: url.trim(), username, password, ...calendar }
      const answer = await sendJson<CaldavAnswer>('POST', '/api/staff/calendar/caldav', body)
      if (!('calendars' in answer)) return onConnected(answer)
      setChoices(answer.calendars)
      setChosen(answer.calendars[0]?.url ?? null)
    } catch (error) {
      const field = error instanceof Problem && typeof error.more.field === 'string' ? error.more.field : null
      setProblem({ field, text: messageOf(error) })
    } finally {
      setBusy(false)
    }
  }
  const of = (field: string) => (problem?.field === field ? problem.text : null)
  const isBeside = problem?.field && ['url', 'username', 'password'].includes(problem.field)
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <h3 className="font-semibold">Nextcloud, iCloud, Fastmail and others (CalDAV)</h3>
      {problem && !isBeside && (
        <Notice tone="bad" live>
          {problem.text}
        </Notice>
      )}
      <Field
        label="Address"
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="caldav.example.com"
        value={url}
        error={of('url')}
        hint="Of the server, your account or one calendar."
        onChange={event => {
          setUrl(event.target.value)
          forget()
        }}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="User"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          error={of('username')}
          onChange={event => {
            setUsername(event.target.value)
            forget()
          }}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="off"
          value={password}
          error={of('password')}
          onChange={event => {
            setPassword(event.target.value)
            forget()
          }}
        />
      </div>
      <p className="text-sm text-muted">
        Where your provider offers passwords for single apps, make one for this. It is kept encrypted.
      </p>
      {choices && (
        <fieldset className="appear flex flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">Which calendar?</legend>
          {choices.map(choice => (
            <label
              key={choice.url}
              className={clsx(
                'flex min-h-11 cursor-pointer items-center gap-3 rounded-lg border px-3.5 py-2',
                'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
                chosen === choice.url ? 'border-accent bg-tint' : 'border-edge/60 bg-surface hover:border-edge',
              )}
            >
              <input
                type="radio"
                name={name}
                className="size-4 accent-[var(--c-accent)]"
                checked={chosen === choice.url}
                onChange={() => setChosen(choice.url)}
              />
              <span className="min-w-0 break-words">{choice.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Button type="submit" look="primary" disabled={busy} className="self-start">
        {busy ? 'Looking' : choices ? 'Connect this calendar' : 'Connect'}
      </Button>
    </form>
  )
}
