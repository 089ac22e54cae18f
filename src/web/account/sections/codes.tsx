import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sendJson } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { accountKey } from '../../staff/account.ts'
import { Form } from '../../staff/form.tsx'
import { Section } from './section.tsx'

type Grants = { tier: 'beta' | null; sessions: number }

export function Codes({ account }: { account: Account }) {
  const queries = useQueryClient()
  const [granted, setGranted] = useState<Grants | null>(null)
  return (
    <Section title="Codes">
      <p className="text-muted">
        {account.tier === 'beta'
          ? 'You have the wider limits that come with an invitation.'
          : 'An invitation code widens your limits; a promotion adds coaching sessions.'}
      </p>
      {granted && (
        <Notice live>
          {granted.tier && 'Your limits are wider now. '}
          {granted.sessions > 0 &&
            `You have ${granted.sessions} more coaching ${granted.sessions === 1 ? 'session' : 'sessions'}.`}
        </Notice>
      )}
      <Form
        key={granted ? 'used' : 'new'}
        submit="Use the code"
        onSubmit={async ({ code }) => {
          const { grants } = await sendJson<{ grants: Grants }>('POST', '/api/account/codes', { code })
          setGranted(grants)
          await queries.invalidateQueries({ queryKey: accountKey })
        }}
      >
        {errors => <Field label="Code" name="code" autoComplete="off" required maxLength={100} error={errors.code} />}
      </Form>
    </Section>
  )
}
