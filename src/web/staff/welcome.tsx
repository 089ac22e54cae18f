import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Field } from '../parts/field.tsx'
import { NewPassword } from '../parts/new-password.tsx'
import { useEntered } from './account.ts'
import { Form } from './form.tsx'
import { LinkPage } from './link-page.tsx'

export default function WelcomePage() {
  const entered = useEntered()
  return (
    <LinkPage
      kind="first_administrator"
      title="Welcome"
      lead="You are the first here. Make the administrator’s account; you can invite others afterwards."
    >
      {({ token, purpose }) => (
        <Form
          submit="Create account"
          onSubmit={async fields => {
            const account = await sendJson<Account>('POST', '/api/first-administrator', {
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
              <Field
                label="E-mail"
                name="email"
                type="email"
                autoComplete="username"
                required
                defaultValue={purpose.email ?? ''}
                error={errors.email}
              />
              <NewPassword label="Password" name="password" error={errors.password} />
            </>
          )}
        </Form>
      )}
    </LinkPage>
  )
}
