import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sendJson } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Field } from '../../parts/field.tsx'
import { NewPassword } from '../../parts/new-password.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Form } from '../../staff/form.tsx'
import { Section } from './section.tsx'
import { sessionsKey } from './sessions.tsx'

export function PasswordSection({ account }: { account: Account }) {
  const queries = useQueryClient()
  // A new key empties the fields.
  const [done, setDone] = useState(0)
  return (
    <Section title="Password">
      {done > 0 && <Notice live>Your password is changed. Every other device is signed out.</Notice>}
      <Form
        key={done}
        submit="Change the password"
        onSubmit={async ({ current, next }) => {
          await sendJson('PUT', '/api/account/password', { current, next })
          await queries.invalidateQueries({ queryKey: sessionsKey })
          setDone(done + 1)
        }}
      >
        {errors => (
          <>
            <input type="hidden" autoComplete="username" defaultValue={account.email} />
            <Field
              label="Present password"
              name="current"
              type="password"
              autoComplete="current-password"
              required
              error={errors.current}
            />
            <NewPassword label="New password" name="next" error={errors.next} />
          </>
        )}
      </Form>
    </Section>
  )
}
