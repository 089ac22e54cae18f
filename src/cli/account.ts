import { parseArgs } from 'node:util'
import {
  addAccount,
  Email,
  endSessionsOf,
  inviteAccount,
  listAccounts,
  listSessionsOf,
  Role,
  requireAccountByEmail,
  resetLink,
  setRole,
} from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { erasePerson } from '../people/index.ts'
import { readConfig } from '../server/config.ts'
import type { Context } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void; publicUrl?: string }

const USAGE = [
  'account list                             every account, its role and when it was last seen',
  'account invite --role ROLE [--email E]   a link for one new account (member, coach, agent, admin), 7 days',
  'account add EMAIL [--role ROLE] [--name N]  a new account (member unless told); prints the link that sets its password',
  'account reset-link EMAIL                 a link with which its owner sets a new password, 60 minutes',
  'account role EMAIL ROLE                  give an account another role',
  'account sessions EMAIL [--end]           where somebody is signed in; --end signs them out everywhere',
  'account erase EMAIL --yes                erase the account and everything of its person, now and for good',
]

/** `account list | add | invite | reset-link | role | sessions | erase`: acts as the system, which may do what an administrator may. */
export async function accountCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  const [verb, ...rest] = args
  const { values, positionals } = parse(rest)
  const link = (path: string) => io.out(new URL(path, io.publicUrl ?? readConfig(process.env).publicUrl).href)
  const [email, role] = positionals
  if (verb === 'list' && positionals.length === 0) {
    for (const line of table(await listAccounts(ctx))) io.out(line)
    return 0
  }
  if (verb === 'invite' && values.role && positionals.length === 0) {
    const invited = values.email === undefined ? undefined : readEmail(values.email)
    link((await inviteAccount(ctx, { role: readRole(values.role), email: invited, name: values.name })).path)
    return 0
  }
  if (verb === 'add' && email && positionals.length === 1) {
    const role = values.role === undefined ? 'member' : readRole(values.role)
    const made = await addAccount(ctx, { email: readEmail(email), role, ...(values.name && { name: values.name }) })
    link(made.link.path)
    return 0
  }
  if (verb === 'sessions' && email && positionals.length === 1) {
    const { id: accountId } = await requireAccountByEmail(ctx, email)
    if (values.end) io.out(`${(await endSessionsOf(ctx, { accountId })).ended} ended`)
    else
      for (const { device, createdAt, lastSeenAt } of await listSessionsOf(ctx, { accountId }))
        io.out(`${minute(createdAt)}  seen ${minute(lastSeenAt)}  ${device ?? 'unknown device'}`)
    return 0
  }
  if (verb === 'erase' && email && values.yes && positionals.length === 1) {
    const { person_id: personId } = await requireAccountByEmail(ctx, email)
    io.out(JSON.stringify(await erasePerson(ctx, { personId }), null, 2))
    return 0
  }
  if (verb === 'reset-link' && email && positionals.length === 1) {
    const { id } = await requireAccountByEmail(ctx, email)
    link((await resetLink(ctx, { accountId: id })).path)
    return 0
  }
  if (verb === 'role' && email && role && positionals.length === 2) {
    const { id } = await requireAccountByEmail(ctx, email)
    await setRole(ctx, { accountId: id, role: readRole(role) })
    io.out(`${email} is ${role} now`)
    return 0
  }
  for (const line of USAGE) io.err(line)
  return 2
}

const FLAGS = { end: { type: 'boolean' }, yes: { type: 'boolean' } } as const

function parse(args: string[]) {
  try {
    const options = { role: { type: 'string' }, email: { type: 'string' }, name: { type: 'string' }, ...FLAGS } as const
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return refuse('invalid', 'accounts.arguments', (error as Error).message)
  }
}

const minute = (instant: string) => `${instant.slice(0, 16).replace('T', ' ')}Z`

function readRole(text: string): Role {
  const role = Role.safeParse(text)
  return role.success ? role.data : refuse('invalid', 'accounts.role', `A role is one of ${Role.options.join(', ')}.`)
}

function readEmail(text: string): string {
  const email = Email.safeParse(text)
  return email.success ? email.data : refuse('invalid', 'accounts.email', `“${text}” is no e-mail address.`)
}

function table(accounts: Awaited<ReturnType<typeof listAccounts>>): string[] {
  if (accounts.length === 0) return ['There is no account yet. Start Mosaic and open the link that it prints.']
  const width = Math.max(...accounts.map(({ email }) => email.length))
  return accounts.map(({ email, role, name, disabledAt, lastSeenAt }) => {
    const seen = disabledAt ? 'switched off' : lastSeenAt ? `seen ${lastSeenAt.slice(0, 16)}Z` : 'never signed in'
    return `${email.padEnd(width)}  ${role.padEnd(6)}  ${seen}  ${name}`
  })
}
