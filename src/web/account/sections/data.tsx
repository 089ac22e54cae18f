import { Download } from 'lucide-react'
import { useState } from 'react'
import { sendJson } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Form } from '../../staff/form.tsx'
import { formatDate } from '../../words/time.ts'
import { forgetEverything } from '../leaving.ts'
import { Section } from './section.tsx'

/** Taking everything along, and going for good. */
export function Data() {
  const [erasing, setErasing] = useState(false)
  return (
    <>
      <Section title="Take your data with you">
        <p className="text-muted">Everything that is kept about you, to read or for another program.</p>
        <p className="flex flex-wrap gap-3">
          <a href="/api/me/export?format=html" download="what-is-kept-about-me.html" className={buttonClass()}>
            <Download size={17} aria-hidden />
            To read
          </a>
          <a href="/api/me/export" download="what-is-kept-about-me.json" className={buttonClass()}>
            <Download size={17} aria-hidden />
            As JSON
          </a>
        </p>
      </Section>
      <Section title="Delete your account">
        <p className="text-muted">
          You are signed out everywhere at once. For seven days signing in brings everything back; after that your
          conversations, answers, files, appointments and what is remembered are erased for good.
        </p>
        <Button look="danger" className="w-fit" onClick={() => setErasing(true)}>
          Delete my account
        </Button>
      </Section>
      {erasing && <Erase onClose={() => setErasing(false)} />}
    </>
  )
}

function Erase({ onClose }: { onClose: () => void }) {
  const [erasesAt, setErasesAt] = useState<string | null>(null)
  const leave = () => location.replace('/career')
  return (
    <Sheet
      middle
      title={erasesAt ? 'Your account is going' : 'Delete your account?'}
      onClose={erasesAt ? leave : onClose}
    >
      {erasesAt ? (
        <div className="flex flex-col items-start gap-4">
          <p role="status">
            You are signed out everywhere. Everything is erased on {formatDate(erasesAt)}. If you think again, sign in
            before then.
          </p>
          <Button onClick={leave}>Close</Button>
        </div>
      ) : (
        <Form
          submit="Delete my account"
          onSubmit={async ({ password }) => {
            const answer = await sendJson<{ erasesAt: string }>('DELETE', '/api/account', { password })
            forgetEverything()
            setErasesAt(answer.erasesAt)
          }}
        >
          {errors => (
            <>
              <p>
                Everything you wrote and uploaded goes, in seven days, for good. You may want to take your data with you
                first.
              </p>
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
      )}
    </Sheet>
  )
}
