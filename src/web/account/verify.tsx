import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { messageOf, sendJson } from '../api/client.ts'
import type { LinkPurpose } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Loading, Notice } from '../parts/notice.tsx'
import { useAccount } from '../staff/account.ts'
import { FormPage } from '../staff/form.tsx'
import { useLink } from '../staff/link.ts'

type Kind = 'verification' | 'email_change' | 'email_undo'

const WORDS: Record<Kind, { title: string; lead: (email: string) => string; button: string; done: string }> = {
  verification: {
    title: 'Confirm your e-mail',
    lead: email => `Confirm that ${email} is yours. Other browsers are signed out.`,
    button: 'Confirm my e-mail',
    done: 'Your e-mail is confirmed.',
  },
  email_change: {
    title: 'Use your new e-mail',
    lead: email => `From now on you sign in with ${email}.`,
    button: 'Use this address',
    done: 'Your e-mail is changed. Sign in with the new one from now on.',
  },
  email_undo: {
    title: 'Take the change back',
    lead: email => `Your account gets ${email} back, and every device is signed out.`,
    button: 'Take the change back',
    done: 'The change is taken back. You are sent a link to set a new password: use it, as somebody else knew the old one.',
  },
}

/** What a link in a mail opens: it says what it is for, and does it when told to, so that no mail scanner does it unasked. */
export default function VerifyPage() {
  const { token, purpose } = useLink()
  const kind = purpose.data && purpose.data.kind in WORDS ? (purpose.data.kind as Kind) : undefined
  if (kind) return <Verify token={token} kind={kind} purpose={purpose.data!} />
  return (
    <FormPage title="A link from a mail">
      {token === '' || purpose.isError || purpose.data ? (
        <div className="flex flex-col items-start gap-4">
          <Notice tone="warn" live>
            {purpose.isError
              ? messageOf(purpose.error)
              : 'This page opens with a link that holds a key. Please open the link in full, as you received it.'}
          </Notice>
          <Link to="/account" className={buttonClass()}>
            To my account
          </Link>
        </div>
      ) : (
        <Loading label="Checking the link" />
      )}
    </FormPage>
  )
}

function Verify({ token, kind, purpose }: { token: string; kind: Kind; purpose: LinkPurpose }) {
  const [state, setState] = useState<'ask' | 'busy' | 'done'>('ask')
  const [problem, setProblem] = useState<string | null>(null)
  const account = useAccount()
  const words = WORDS[kind]
  const verify = async () => {
    setState('busy')
    setProblem(null)
    try {
      await sendJson('PUT', `/api/account/verifications/${encodeURIComponent(token)}`)
      await account.refetch()
      setState('done')
    } catch (error) {
      setProblem(messageOf(error))
      setState('ask')
    }
  }
  return (
    <FormPage title={words.title} lead={state === 'done' ? undefined : words.lead(purpose.email ?? 'this address')}>
      <div className="flex flex-col items-start gap-4">
        {problem && (
          <Notice tone="bad" live>
            {problem}
          </Notice>
        )}
        {state === 'done' ? (
          <>
            <Notice live>{words.done}</Notice>
            <Link to={account.data ? '/career' : '/sign-in'} className={buttonClass('primary')}>
              {account.data ? 'Go on' : 'Sign in'}
            </Link>
          </>
        ) : (
          <Button look="primary" disabled={state === 'busy'} onClick={() => void verify()}>
            {state === 'busy' ? 'One moment' : words.button}
          </Button>
        )}
      </div>
    </FormPage>
  )
}
