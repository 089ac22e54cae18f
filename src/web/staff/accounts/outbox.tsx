import { useMutation } from '@tanstack/react-query'
import { useBusiness } from '../../api/business.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'
import { MadeLink, type NewLink } from '../made-link.tsx'
import { type Request, useOutbox } from './use-outbox.ts'

const WANTS: Record<Request['kind'], string> = {
  verification: 'Confirm their e-mail',
  reset: 'Set a new password',
  email_change: 'Use a new e-mail',
  email_changed: 'Take a change of their e-mail back',
  erasure: 'Is told of the deletion',
}

/** Requests whose mail did not leave: an administrator makes the link and hands it over. */
export function Outbox() {
  const found = useOutbox()
  const { messages } = useBusiness()
  if (found.isPending) return <Loading label="Looking what waits" />
  if (found.isError) return <Failed found={found} />
  const { items } = found.data
  return (
    <section aria-label="Outbox" className="flex max-w-3xl flex-col gap-5">
      <p className="text-muted">
        {messages.email
          ? 'Mails about accounts that did not leave, or not yet. '
          : 'No e-mail leaves this server: set SMTP_URL and MAIL_FROM to change that. '}
        Make a link and hand it over yourself, to nobody but the owner of the address: it opens the account.
      </p>
      {items.length === 0 ? (
        <Empty title="Nothing waits">
          Requests for a new password and changes of an e-mail stand here for seven days
          {messages.email ? ', where their mail could not be sent.' : '.'}
        </Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {items.map(request => (
            <Waiting key={request.id} request={request} mayStillLeave={messages.email && request.reason === null} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Waiting({ request, mayStillLeave }: { request: Request; mayStillLeave: boolean }) {
  const { id, kind, name, email, createdAt } = request
  const make = useMutation({ mutationFn: () => sendJson<NewLink>('POST', `/api/admin/outbox/${id}/link`) })
  return (
    <li aria-label={`${name}: ${WANTS[kind]}`} className="flex flex-col gap-3 px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="font-medium">{WANTS[kind]}</p>
          <p className="break-words text-sm text-muted">{name === email ? email : `${name} · ${email}`}</p>
          <p className="text-sm text-muted">
            Asked {formatMoment(createdAt)}
            {mayStillLeave && ' · its mail is still to leave'}
          </p>
        </div>
        <Button
          small
          disabled={make.isPending}
          aria-label={`${make.data ? 'Make another link' : 'Make link'} for ${name}: ${WANTS[kind]}`}
          onClick={() => make.mutate()}
        >
          {make.data ? 'Make another' : 'Make link'}
        </Button>
      </div>
      <Trouble of={make} framed />
      {make.data && <MadeLink key={make.data.url} about={`Link for ${email}`} link={make.data} />}
    </li>
  )
}
