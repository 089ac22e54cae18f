import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Field } from '../parts/field.tsx'
import { useEntered } from './account.ts'
import { Form, FormPage } from './form.tsx'

export default function SignInPage() {
  const entered = useEntered()
  return (
    <FormPage title="Sign in" lead="For staff. To talk about homes you need no account.">
      <Form
        submit="Sign in"
        onSubmit={async ({ email, password }) => {
          await entered(await sendJson<Account>('POST', '/api/session', { email, password }))
        }}
      >
        {errors => (
          <>
            <Field label="E-mail" name="email" type="email" autoComplete="username" required error={errors.email} />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
              error={errors.password}
            />
            <p className="text-sm text-muted">
              Forgotten the password? An administrator can make you a link to set a new one.
            </p>
          </>
        )}
      </Form>
    </FormPage>
  )
}
