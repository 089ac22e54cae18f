import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Invitation } from '../../../accounts/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Select } from '../../parts/field.tsx'
import { Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { formatDate } from '../../words/time.ts'
import { Form } from '../form.tsx'
import { MadeLink, type NewLink } from '../made-link.tsx'
import { ROLES } from './roles.ts'

const KEY = ['admin', 'invitations']

/** Links that make one account with a role, and those that nobody used yet. */
export function Invitations() {
  const queries = useQueryClient()
  const { desks } = useBusiness()
  const [made, setMade] = useState<{ about: string; link: NewLink } | null>(null)
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<{ items: Invitation[] }>('/api/admin/invitations', signal),
  })
  const withdraw = useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/api/admin/invitations/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  return (
    <section aria-label="Invitations" className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <p className="text-muted">
          An invitation is for one person, who gets the role that you choose. For many people at once make a code under{' '}
          <Link to="/console/$section" params={{ section: 'codes' }} className="text-ink underline">
            Codes
          </Link>
          .
        </p>
        {made && <MadeLink key={made.link.url} {...made} />}
        <Trouble of={withdraw} framed />
        {found.isPending ? (
          <Loading label="Reading the invitations" />
        ) : found.isError ? (
          <Failed found={found} />
        ) : found.data.items.length === 0 ? (
          <p className="border-y border-line py-6 text-muted">No invitation is open.</p>
        ) : (
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
            {found.data.items.map(({ id, name, email, role, expiresAt }) => {
              const who = name ?? email ?? 'Whoever has the link'
              return (
                <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
                  <div className="min-w-0 flex-1 basis-56">
                    <p className="break-words font-medium">{who}</p>
                    <p className="break-words text-sm text-muted">
                      {ROLES[role]}
                      {name && email && ` · ${email}`} · works until {formatDate(expiresAt)}
                    </p>
                  </div>
                  <Button
                    small
                    look="quiet"
                    disabled={withdraw.isPending}
                    aria-label={`Take back the invitation of ${who}`}
                    onClick={() => withdraw.mutate(id)}
                  >
                    Take back
                  </Button>
                </li>
              )
            })}
          </ul>
        )}
      </div>
      <div>
        <h2 className="mb-4 text-lg">Invite somebody</h2>
        <Form
          key={made?.link.url}
          submit="Make a link"
          onSubmit={async ({ role, name, email }) => {
            const body = { role, ...(name && { name }), ...(email && { email }) }
            const link = await sendJson<NewLink>('POST', '/api/admin/invitations', body)
            setMade({ about: `Invitation for ${name || email || 'a new account'}`, link })
            await queries.invalidateQueries({ queryKey: KEY })
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
              <Select label="Role" name="role" defaultValue={desks.includes('sales') ? 'agent' : 'coach'}>
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
