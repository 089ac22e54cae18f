import { Link, Navigate } from '@tanstack/react-router'
import { CareerPage } from '../career/shell.tsx'
import { Failed, Loading } from '../parts/notice.tsx'
import { useAccount } from '../staff/account.ts'
import { Codes } from './sections/codes.tsx'
import { Data } from './sections/data.tsx'
import { EMail } from './sections/e-mail.tsx'
import { Memory } from './sections/memory.tsx'
import { PasswordSection } from './sections/password.tsx'
import { Profile } from './sections/profile.tsx'
import { Section } from './sections/section.tsx'
import { Sessions } from './sections/sessions.tsx'
import { Work } from './sections/work.tsx'
import { SignOut } from './sign-out.tsx'

export default function AccountPage() {
  const account = useAccount()
  if (account.isSuccess && !account.data) return <Navigate to="/sign-in" search={{ back: '/account' }} replace />
  return (
    <CareerPage title="Your account" narrow>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-2xl sm:text-3xl">Your account</h1>
          {account.data && <p className="mt-1 break-words text-muted">{account.data.email}</p>}
        </div>
        {account.data && <SignOut />}
      </div>
      {account.isError ? (
        <div className="mt-6">
          <Failed found={account} />
        </div>
      ) : !account.data ? (
        <Loading label="Reading your account" />
      ) : (
        <div className="mt-8 flex flex-col gap-10">
          <EMail account={account.data} />
          <Profile account={account.data} />
          <PasswordSection account={account.data} />
          <Sessions />
          <Memory />
          <Work />
          <Codes account={account.data} />
          <Section title="Privacy">
            <p className="text-muted">
              What is kept, and who outside receives any of it, follows from how this server is set up.
            </p>
            <Link to="/privacy" className="w-fit underline">
              Read it
            </Link>
          </Section>
          <Data />
        </div>
      )}
    </CareerPage>
  )
}
