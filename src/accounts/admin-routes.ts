import { z } from 'zod'
import { type App, reads, readsMuch } from '../kernel/http.ts'
import { transact } from '../storage/index.ts'
import { disableAccount, enableAccount } from './disable-account.ts'
import { inviteAccount, withdrawInvitation } from './invite-account.ts'
import type { MadeLink } from './links.ts'
import { listInvitations, searchAccounts } from './queries.ts'
import { resetLink } from './reset-link.ts'
import * as schema from './schema.ts'
import { setRole } from './set-role.ts'
import type { Accounts } from './sign-in.ts'

const Id = z.object({ id: z.uuid() })
const Done = z.object({ done: z.literal(true) })

/** What administrators do with accounts. Links are answered once and handed over by the administrator. */
export function adminRoutes(app: App, accounts: () => Accounts): void {
  const config = { access: 'admin' as const }
  const withUrl = (link: MadeLink) => ({ ...link, url: new URL(link.path, accounts().publicUrl).href })

  app.get(
    '/api/admin/accounts',
    {
      ...readsMuch('admin', { action: 'account.listed', list: 'accounts' }),
      schema: {
        tags: ['accounts'],
        summary: 'Accounts, the newest first',
        querystring: z.object({
          q: z.string().trim().max(200).optional().describe('Part of a name or an e-mail'),
          staff: z.literal('true').optional().describe('Only who works here'),
          cursor: z.uuid().optional(),
        }),
        response: { 200: z.object({ items: z.array(schema.AccountEntry), cursor: z.string().nullable() }) },
      },
    },
    ({ ctx, query }) => searchAccounts(ctx, { ...query, staff: query.staff === 'true' }),
  )
  app.patch(
    '/api/admin/accounts/:id',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Change the role, switch off or on',
        params: Id,
        body: z.object({ role: schema.Role.optional(), disabled: z.boolean().optional() }),
        response: { 200: Done },
      },
    },
    async request => {
      const accountId = request.params.id
      const { role, disabled } = request.body
      await transact(request.ctx, async ctx => {
        if (role) await setRole(ctx, { accountId, role })
        if (disabled === true) await disableAccount(ctx, { accountId })
        if (disabled === false) await enableAccount(ctx, { accountId })
      })
      return { done: true as const }
    },
  )
  app.post(
    '/api/admin/accounts/:id/reset-link',
    {
      config,
      schema: { tags: ['accounts'], summary: 'Make a reset link', params: Id, response: { 200: schema.NewLink } },
    },
    async request => withUrl(await resetLink(request.ctx, { accountId: request.params.id })),
  )
  app.get(
    '/api/admin/invitations',
    {
      ...reads('admin', { action: 'invitation.listed', list: 'invitations' }),
      schema: {
        tags: ['accounts'],
        summary: 'Open invitations',
        response: { 200: z.object({ items: z.array(schema.Invitation) }) },
      },
    },
    async request => ({ items: await listInvitations(request.ctx) }),
  )
  app.post(
    '/api/admin/invitations',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Invite somebody',
        body: schema.InviteAccount,
        response: { 200: schema.NewLink },
      },
    },
    async request => withUrl(await inviteAccount(request.ctx, request.body)),
  )
  app.delete(
    '/api/admin/invitations/:id',
    { config, schema: { tags: ['accounts'], summary: 'Withdraw an invitation', params: Id, response: { 200: Done } } },
    async request => {
      await withdrawInvitation(request.ctx, { id: request.params.id })
      return { done: true as const }
    },
  )
}
