import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { messageOf } from '../api/client.ts'
import type { LinkPurpose } from '../api/types.ts'
import { buttonClass } from '../parts/button.tsx'
import { Loading, Notice } from '../parts/notice.tsx'
import { FormPage } from './form.tsx'
import { useLink } from './link.ts'

/** The page behind a one-time link: asks what the link is for, and shows its form or why it no longer opens anything. */
export function LinkPage({
  title,
  lead,
  kind,
  children,
}: {
  title: string
  lead: string
  kind: LinkPurpose['kind']
  children: (link: { token: string; purpose: LinkPurpose }) => ReactNode
}) {
  const { token, purpose } = useLink()
  const wrong = purpose.data && purpose.data.kind !== kind
  return (
    <FormPage title={title} lead={purpose.data && !wrong ? lead : undefined}>
      {token === '' || purpose.isError || wrong ? (
        <div className="flex flex-col items-start gap-4">
          <Notice tone="warn" live>
            {purpose.isError
              ? messageOf(purpose.error)
              : 'This page opens with a link that holds a key. Please open the link in full, as you received it.'}
          </Notice>
          <Link to="/sign-in" className={buttonClass()}>
            Sign in
          </Link>
        </div>
      ) : purpose.data ? (
        children({ token, purpose: purpose.data })
      ) : (
        <Loading label="Checking the link" />
      )}
    </FormPage>
  )
}
