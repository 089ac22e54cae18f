import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { sendJson } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { accountKey } from '../../staff/account.ts'
import { Form } from '../../staff/form.tsx'
import { Section } from './section.tsx'

const ZONES = Intl.supportedValuesOf('timeZone')

export function Profile({ account }: { account: Account }) {
  const queries = useQueryClient()
  const [saved, setSaved] = useState(false)
  const zones = useId()
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Section title="Profile">
      <Form
        submit="Save"
        onSubmit={async ({ name, timeZone }) => {
          setSaved(false)
          const changed = await sendJson<Account>('PATCH', '/api/account', { name, ...(timeZone && { timeZone }) })
          queries.setQueryData(accountKey, changed)
          setSaved(true)
        }}
      >
        {errors => (
          <>
            {saved && <Notice live>Saved.</Notice>}
            <Field
              label="Your name"
              name="name"
              autoComplete="name"
              required
              maxLength={100}
              defaultValue={account.name}
              error={errors.name}
            />
            <Field
              label="Time zone"
              name="timeZone"
              list={zones}
              autoComplete="off"
              defaultValue={account.timeZone ?? here}
              hint={`Times are told in it. This device is set to ${here}.`}
              error={errors.timeZone}
            />
            <datalist id={zones}>
              {ZONES.map(zone => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </Form>
    </Section>
  )
}
