import { Link, useSearch } from '@tanstack/react-router'
import { useBusiness } from '../api/business.ts'
import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Field } from '../parts/field.tsx'
import { NewPassword } from '../parts/new-password.tsx'
import { Notice } from '../parts/notice.tsx'
import { useEntered } from '../staff/account.ts'
import { Form, FormPage } from '../staff/form.tsx'

export default function RegisterPage() {
  const entered = useEntered()
  const { back, code } = useSearch({ from: '/register' })
  const business = useBusiness()
  if (business.signUp === 'closed')
    return (
      <FormPage title="Create your account">
        <Notice>New accounts are not made here. Ask {business.name} for one.</Notice>
      </FormPage>
    )
  const byInvitation = business.signUp === 'invitation'
  return (
    <FormPage title="Create your account" lead="It keeps your work, on every device that you sign in on.">
      <Form
        submit="Create account"
        onSubmit={async ({ email, password, name, code }) => {
          const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
          const body = { email, password, ...(name?.trim() && { name }), ...(code?.trim() && { code }), timeZone }
          await entered(await sendJson<Account>('POST', '/api/account', body), back)
        }}
      >
        {errors => (
          <>
            <Field
              label="Your name"
              name="name"
              autoComplete="name"
              maxLength={100}
              hint="If you like. It is how you are addressed."
              error={errors.name}
            />
            <Field label="E-mail" name="email" type="email" autoComplete="username" required error={errors.email} />
            <NewPassword label="Password" name="password" error={errors.password} />
            <Field
              label={byInvitation ? 'Invitation code' : 'Code'}
              name="code"
              autoComplete="off"
              autoCapitalize="characters"
              required={byInvitation}
              maxLength={100}
              defaultValue={code ?? ''}
              hint={byInvitation ? undefined : 'Only if you were given one.'}
              error={errors.code}
            />
            <p className="text-sm text-muted">
              What is kept, and who receives what, is told on the{' '}
              <Link to="/privacy" className="underline">
                privacy page
              </Link>
              .
            </p>
          </>
        )}
      </Form>
      <p className="mt-6 border-t border-line pt-5 text-sm text-muted">
        Have an account?{' '}
        <Link to="/sign-in" search={back ? { back } : {}} className="font-medium text-ink underline">
          Sign in
        </Link>
      </p>
    </FormPage>
  )
}
