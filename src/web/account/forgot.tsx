import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { sendJson } from '../api/client.ts'
import { Field } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { Form, FormPage } from '../staff/form.tsx'

export default function ForgotPage() {
  const [said, setSaid] = useState<string | null>(null)
  const business = useBusiness()
  return (
    <FormPage
      title="Forgotten password"
      lead={said ? undefined : 'Tell us your e-mail, and we send you a link to set a new one.'}
    >
      {said ? (
        <div className="flex flex-col gap-4">
          <Notice live>{said}</Notice>
          <p className="text-muted">
            {business.messages.email
              ? 'It works for 60 minutes, and only the newest link does. Look among unwanted mail too.'
              : 'No e-mail leaves this server: an administrator sees your request and hands you the link.'}
          </p>
          <Link to="/sign-in" className="w-fit underline">
            Back to signing in
          </Link>
        </div>
      ) : (
        <Form
          submit="Send me a link"
          onSubmit={async ({ email }) => {
            const { message } = await sendJson<{ message: string }>('POST', '/api/password-resets', { email })
            setSaid(message)
          }}
        >
          {errors => (
            <Field label="E-mail" name="email" type="email" autoComplete="username" required error={errors.email} />
          )}
        </Form>
      )}
    </FormPage>
  )
}
