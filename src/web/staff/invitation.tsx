import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Field } from '../parts/field.tsx'
import { NewPassword } from '../parts/new-password.tsx'
import { useEntered } from './account.ts'
import { Form } from './form.tsx'
import { LinkPage } from './link-page.tsx'

export default function InvitationPage() {
  const entered = useEntered()
  return (
    <LinkPage kind="invitation" title="You are invited" lead="Choose a password, and your account is ready.">
      {({ token, purpose }) => (
        <Form
          submit="Create account"
          onSubmit={async fields => {
            const account = await sendJson<Account>('POST', '/api/invitations/accept', {
              token,
              ...fields,
            })
            await entered(account)
          }}
        >
          {errors => (
            <>
              <Field
                label="Your name"
                name="name"
                autoComplete="name"
                required
                maxLength={100}
                defaultValue={purpose.name ?? ''}
                error={errors.name}
              />
              {purpose.email === null ? (
                <Field label="E-mail" name="email" type="email" autoComplete="username" required error={errors.email} />
              ) : (
                <Field label="E-mail" type="email" autoComplete="username" value={purpose.email} disabled />
              )}
              <NewPassword label="Password" name="password" error={errors.password} />
            </>
          )}
        </Form>
      )}
    </LinkPage>
  )
}
