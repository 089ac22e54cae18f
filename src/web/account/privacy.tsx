import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Business, useConfig } from '../api/business.ts'
import { CareerPage } from '../career/shell.tsx'
import { Failed, Loading } from '../parts/notice.tsx'

/** Who receives what, as this very server is set up: nothing here is written by hand. */
export default function PrivacyPage() {
  const config = useConfig()
  return (
    <CareerPage title="Privacy" narrow>
      <h1 className="text-2xl sm:text-3xl">Privacy</h1>
      {config.isPending ? (
        <Loading label="Reading how this server is set up" />
      ) : config.isError ? (
        <Failed found={config} />
      ) : (
        <Policy name={config.data.business} {...config.data} />
      )}
    </CareerPage>
  )
}

function Policy({ name, receivers, messages }: Pick<Business, 'name' | 'receivers' | 'messages'>) {
  return (
    <>
      <p className="mt-3 text-muted">
        What {name} keeps about you, who else receives any of it, and what you can do. The second part follows from how
        this server is set up today.
      </p>
      <Part title="What is kept">
        <p>
          What you write here, what follows from it (facts such as a skill or a place, each with the sentence that it
          came from), your files, answers and appointments, and for your account your e-mail, your password in a form
          that nobody can read back, and where you are signed in.
        </p>
      </Part>
      <Part title="Who else receives what">
        <ul className="flex list-disc flex-col gap-2 pl-6">
          <Receives
            what={receivers.messages ? 'Your messages, and a résumé that a member tailors to a job,' : 'Your messages'}
            host={receivers.messages}
            nobody="are answered on this server; no model outside reads them."
            how="are read by the model at"
          />
          <Receives what="E-mails to you" host={receivers.email} nobody="are not sent." how="leave through" />
          <Receives what="Text messages" host={receivers.phone} nobody="are not sent." how="leave through" />
          <Receives
            what="Your files"
            host={receivers.files}
            nobody="rest in this server’s own database."
            how="rest at"
          />
          {receivers.calendars.length > 0 && (
            <li>
              Appointments are written into the calendars of the people you meet, where they connect one (
              {receivers.calendars.join(', ')}).
            </li>
          )}
          <li>Nobody else. There is no advertising, and nothing is counted by others.</li>
        </ul>
      </Part>
      <Part title="Who sees what inside">
        <p>
          A coach sees what you share, sessions that you book, and a conversation that you hand over. Answers in a
          programme are yours alone until you share them, and each can stay private.
        </p>
      </Part>
      <Part title="What you can do">
        <p>
          See, correct and erase what is remembered, take everything with you, and erase your account: all on{' '}
          <Link to="/account" className="underline">
            your account’s page
          </Link>
          .{messages.email && ' Until your e-mail is confirmed, nothing is sent to it but the link that confirms it.'}
        </p>
      </Part>
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8">
      <h2 className="mb-2 text-lg">{title}</h2>
      {children}
    </section>
  )
}

function Receives({ what, host, how, nobody }: { what: string; host: string | null; how: string; nobody: string }) {
  return (
    <li>
      {what}{' '}
      {host ? (
        <>
          {how} <strong className="font-semibold break-words">{host}</strong>.
        </>
      ) : (
        nobody
      )}
    </li>
  )
}
