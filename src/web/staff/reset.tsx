import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sendJson } from '../api/client.ts'
import { buttonClass } from '../parts/button.tsx'
import { NewPassword } from '../parts/new-password.tsx'
import { Notice } from '../parts/notice.tsx'
import { Form } from './form.tsx'
import { LinkPage } from './link-page.tsx'

export default function ResetPage() {
  const [done, setDone] = useState(false)
  return (
    <LinkPage
      kind="reset"
      title="Set a new password"
      lead="Your old password stops working, and every device is signed out."
    >
      {({ token, purpose }) =>
        done ? (
          <div className="flex flex-col items-start gap-4">
            <Notice live>Your new password is set.</Notice>
            <Link to="/sign-in" className={buttonClass('primary')}>
              Sign in
            </Link>
          </div>
        ) : (
          <Form
            submit="Set the password"
            onSubmit={async ({ password }) => {
              await sendJson('PUT', `/api/password-resets/${token}`, { password })
              setDone(true)
            }}
          >
            {errors => (
              <>
                {purpose.email && <input type="hidden" autoComplete="username" defaultValue={purpose.email} />}
                <NewPassword label="New password" name="password" error={errors.password} />
              </>
            )}
          </Form>
        )
      }
    </LinkPage>
  )
}
