import { RefreshCw } from 'lucide-react'
import { useId, useState } from 'react'
import type { CodeEntry } from '../../../accounts/schema.ts'
import { sendJson } from '../../api/client.ts'
import { IconButton } from '../../parts/button.tsx'
import { Field, INPUT, Select } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Form } from '../form.tsx'
import { dayStart, suggestCode } from './standing.ts'

/** A new code: what it grants, how often, from when until when. Days are those of whoever makes it. */
export function MakeCode({ onClose, onMade }: { onClose: () => void; onMade: (code: string) => Promise<void> }) {
  const [kind, setKind] = useState<CodeEntry['kind']>('invitation')
  return (
    <Sheet title="Make a code" onClose={onClose}>
      <Form
        submit="Make the code"
        onSubmit={async ({ code, sessions, maxUses, starts, expires }) => {
          const made = await sendJson<CodeEntry>('POST', '/api/admin/codes', {
            kind,
            code,
            ...(kind === 'promo' && { sessions: Number(sessions) }),
            maxUses: maxUses ? Number(maxUses) : null,
            startsAt: starts ? dayStart(starts) : null,
            expiresAt: expires ? dayStart(expires, 1) : null,
          })
          await onMade(made.code)
        }}
      >
        {errors => (
          <>
            <Select label="Kind" value={kind} onChange={event => setKind(event.target.value as CodeEntry['kind'])}>
              <option value="invitation">Invitation: wider limits (beta)</option>
              <option value="promo">Promotion: coaching sessions</option>
            </Select>
            {kind === 'promo' && (
              <Field
                label="Coaching sessions"
                name="sessions"
                type="number"
                inputMode="numeric"
                min={1}
                max={100}
                required
                defaultValue={1}
                hint="For each account that uses it."
                error={errors.sessions}
              />
            )}
            <CodeField error={errors.code} />
            <Field
              label="How many accounts may use it"
              name="maxUses"
              type="number"
              inputMode="numeric"
              min={1}
              max={1_000_000}
              hint="Leave it empty for any number."
              error={errors.maxUses}
            />
            <Field label="First day" name="starts" type="date" hint="Empty: from now on." error={errors.startsAt} />
            <Field
              label="Last day"
              name="expires"
              type="date"
              hint="Empty: until it is switched off."
              error={errors.expiresAt}
            />
          </>
        )}
      </Form>
    </Sheet>
  )
}

/** A code is suggested; another can be had, or typed. */
function CodeField({ error }: { error: string | undefined }) {
  const id = useId()
  const [code, setCode] = useState(suggestCode)
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Code
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          name="code"
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          pattern=" *[A-Za-z0-9][A-Za-z0-9_\-]{2,39} *"
          title="3 to 40 letters, digits, hyphens or underscores"
          className={`${INPUT} min-w-0 uppercase tracking-wide`}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
          value={code}
          onChange={event => setCode(event.target.value)}
        />
        <IconButton label="Suggest another" onClick={() => setCode(suggestCode())}>
          <RefreshCw size={17} aria-hidden />
        </IconButton>
      </div>
      <p id={`${id}-hint`} className="text-sm text-muted">
        This one cannot be guessed. A word of your own can; then limit its uses.
      </p>
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  )
}
