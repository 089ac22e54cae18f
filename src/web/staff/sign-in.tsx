import { Link, useSearch } from '@tanstack/react-router'
import { useBusiness } from '../api/business.ts'
import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Field } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { backTo, useAccount, useEntered } from './account.ts'
import { Form, FormPage } from './form.tsx'

export default function SignInPage() {
  const entered = useEntered()
  const { back } = useSearch({ from: '/sign-in' })
  const account = useAccount()
  const business = useBusiness()
  const search: Record<string, string> = back && backTo(back) ? { back } : {}
  return (
    <FormPage title="Sign in" lead={`Your work at ${business.name} is where you left it.`}>
      <div className="flex flex-col gap-5">
        {account.data && (
          <Notice>
            You are signed in as {account.data.name}.{' '}
            <Link to={account.data.role === 'member' ? '/account' : '/console'} className="font-medium underline">
              Go on
            </Link>
          </Notice>
        )}
        <Form
          submit="Sign in"
          onSubmit={async ({ email, password }) => {
            await entered(await sendJson<Account>('POST', '/api/session', { email, password }), back)
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
              <p className="text-sm">
                <Link to="/forgot" className="underline">
                  Forgotten the password?
                </Link>
              </p>
            </>
          )}
        </Form>
        {business.signUp !== 'closed' && (
          <p className="border-t border-line pt-5 text-sm text-muted">
            New here?{' '}
            <Link to="/register" search={search} className="font-medium text-ink underline">
              Create an account
            </Link>
          </p>
        )}
      </div>
    </FormPage>
  )
}
