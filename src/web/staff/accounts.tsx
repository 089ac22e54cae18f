import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { getJson, messageOf, sendJson } from '../api/client.ts'
import type { AccountEntry, Role } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Field, INPUT, Select } from '../parts/field.tsx'
import { Loading, Notice } from '../parts/notice.tsx'
import { formatDate } from '../words/time.ts'
import { Form } from './form.tsx'

type NewLink = { url: string; expiresAt: string }
const ROLES: Record<Role, string> = {
  member: 'Member',
  coach: 'Coach',
  agent: 'Relationship manager',
  admin: 'Administrator',
}

/** Who may sign in, and the links that let somebody in or back in. A link is shown once. */
export function Accounts({ own }: { own: string }) {
  const queries = useQueryClient()
  const [link, setLink] = useState<(NewLink & { about: string }) | null>(null)
  const found = useQuery({
    queryKey: ['admin', 'accounts'],
    queryFn: ({ signal }) => getJson<{ items: AccountEntry[] }>('/api/admin/accounts', signal),
  })
  const refresh = () => queries.invalidateQueries({ queryKey: ['admin', 'accounts'] })
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) =>
      sendJson('PATCH', `/api/admin/accounts/${id}`, body),
    onSettled: refresh,
  })
  const reset = useMutation({
    mutationFn: (account: AccountEntry) => sendJson<NewLink>('POST', `/api/admin/accounts/${account.id}/reset-link`),
    onSuccess: (made, account) => setLink({ ...made, about: `Link for ${account.name} to set a new password` }),
  })
  const problem = change.error ?? reset.error ?? found.error
  return (
    <section aria-label="Accounts" className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {problem && (
          <Notice tone="bad" live>
            {messageOf(problem)}
          </Notice>
        )}
        {link && <MadeLink link={link} />}
        {found.isPending && <Loading label="Reading the accounts" />}
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card empty:hidden">
          {found.data?.items.map(account => (
            <li key={account.id} className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5">
              <div className="min-w-0 flex-1 basis-56">
                <p className="font-medium">
                  {account.name}
                  {account.disabledAt && <span className="ml-2 text-sm font-normal text-bad">switched off</span>}
                </p>
                <p className="truncate text-sm text-muted">{account.email}</p>
                <p className="text-sm text-muted">
                  {account.lastSeenAt ? `Last here ${formatDate(account.lastSeenAt)}` : 'Not yet signed in'}
                </p>
              </div>
              <select
                aria-label={`Role of ${account.name}`}
                className={`${INPUT} w-auto text-sm`}
                value={account.role}
                disabled={account.id === own || change.isPending}
                onChange={event => change.mutate({ id: account.id, role: event.target.value as Role })}
              >
                {Object.entries(ROLES).map(([role, label]) => (
                  <option key={role} value={role}>
                    {label}
                  </option>
                ))}
              </select>
              <Button
                small
                disabled={reset.isPending}
                onClick={() => reset.mutate(account)}
                aria-label={`Reset link for ${account.name}`}
              >
                Reset link
              </Button>
              {account.id !== own && (
                <Button
                  small
                  look="quiet"
                  disabled={change.isPending}
                  aria-label={`${account.disabledAt ? 'Switch on' : 'Switch off'} ${account.name}`}
                  onClick={() => change.mutate({ id: account.id, disabled: account.disabledAt === null })}
                >
                  {account.disabledAt ? 'Switch on' : 'Switch off'}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h2 className="mb-4 text-lg">Invite somebody</h2>
        <Form
          submit="Make a link"
          onSubmit={async ({ role, name, email }) => {
            const body = { role, ...(name && { name }), ...(email && { email }) }
            const made = await sendJson<NewLink>('POST', '/api/admin/invitations', body)
            setLink({ ...made, about: `Invitation for ${name || email || 'a new account'}` })
          }}
        >
          {errors => (
            <>
              <Field label="Name" name="name" autoComplete="off" error={errors.name} />
              <Field
                label="E-mail"
                name="email"
                type="email"
                autoComplete="off"
                error={errors.email}
                hint="If you leave it out, they choose it themselves."
              />
              <Select label="Role" name="role" defaultValue="agent">
                {Object.entries(ROLES).map(([role, label]) => (
                  <option key={role} value={role}>
                    {label}
                  </option>
                ))}
              </Select>
            </>
          )}
        </Form>
      </div>
    </section>
  )
}

function MadeLink({ link }: { link: NewLink & { about: string } }) {
  const [copied, setCopied] = useState(false)
  return (
    <div role="status" className="flex flex-col gap-2.5 rounded-xl border border-tint-line bg-tint p-4">
      <p className="font-medium">{link.about}</p>
      <div className="flex gap-2">
        <input
          aria-label={link.about}
          readOnly
          value={link.url}
          className={`${INPUT} text-sm`}
          onFocus={event => event.target.select()}
        />
        <Button onClick={() => void navigator.clipboard?.writeText(link.url).then(() => setCopied(true))}>
          <Copy size={16} aria-hidden />
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="text-sm text-muted">
        Shown once, works once, until {formatDate(link.expiresAt)}. Hand it over yourself; nothing is e-mailed.
      </p>
    </div>
  )
}
