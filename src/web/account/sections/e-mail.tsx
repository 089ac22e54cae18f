import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useBusiness } from '../../api/business.ts'
import { sendJson } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { Form } from '../../staff/form.tsx'
import { Section } from './section.tsx'

export function EMail({ account }: { account: Account }) {
  const { messages } = useBusiness()
  const [sentTo, setSentTo] = useState<string | null>(null)
  const [changing, setChanging] = useState(false)
  const again = useMutation({
    mutationFn: () => sendJson<{ sentTo: string }>('POST', '/api/account/verifications'),
  })
  return (
    <Section title="E-mail">
      <p className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 break-words font-medium">{account.email}</span>
        <Pill
          label={account.emailVerified ? 'Confirmed' : 'Not confirmed'}
          tone={account.emailVerified ? 'good' : messages.email ? 'wait' : 'plain'}
        />
      </p>
      {!account.emailVerified && messages.email && (
        <Notice
          tone="warn"
          action={
            <Button small disabled={again.isPending || again.isSuccess} onClick={() => again.mutate()}>
              {again.isSuccess ? 'Sent' : 'Send the link again'}
            </Button>
          }
        >
          Open the link that we sent you. Until then you can work, but nothing else is mailed to you, and coaching
          sessions cannot be booked.
        </Notice>
      )}
      <Trouble of={again} framed />
      {sentTo && (
        <Notice live>
          {messages.email
            ? `A link is on its way to ${sentTo}. Nothing changes until it is opened; your present address is told.`
            : 'No e-mail leaves this server: an administrator has the link and hands it to you.'}
        </Notice>
      )}
      {changing ? (
        <Form
          submit="Send a link to the new address"
          onSubmit={async ({ email, password }) => {
            const answer = await sendJson<{ sentTo: string }>('PUT', '/api/account/email', { email, password })
            setSentTo(answer.sentTo)
            setChanging(false)
          }}
        >
          {errors => (
            <>
              <Field label="New e-mail" name="email" type="email" autoComplete="email" required error={errors.email} />
              <Field
                label="Your password"
                name="password"
                type="password"
                autoComplete="current-password"
                required
                error={errors.password}
              />
            </>
          )}
        </Form>
      ) : (
        <Button className="w-fit" onClick={() => setChanging(true)}>
          Change the e-mail
        </Button>
      )}
    </Section>
  )
}
