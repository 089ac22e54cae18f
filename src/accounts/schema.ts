import { z } from 'zod'

export const Role = z.enum(['member', 'coach', 'agent', 'admin'])
export type Role = z.infer<typeof Role>

/** Trimmed and lower case: one address is one account however it is typed. At most 254 characters (RFC 5321). */
export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email())

/** 8 to 128 characters and no rule of composition (NIST SP 800-63B). */
export const Password = z.string().min(8).max(128)

/** What a person is called. Control characters would break a line, turned text direction would disguise the rest of it. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, 'holds characters that cannot be shown')

/** The secret part of a link, as it was handed out. */
export const LinkToken = z.string().min(20).max(200)

/** The signed-in account as its owner sees it. An account goes with its person, so that there is always one. */
export const Account = z
  .object({ id: z.uuid(), name: z.string(), email: z.string(), role: Role, personId: z.uuid() })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof Account>

/** An account as an administrator sees it. */
export const AccountEntry = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    role: Role,
    disabledAt: z.string().nullable(),
    createdAt: z.string(),
    lastSeenAt: z.string().nullable(),
  })
  .meta({ id: 'AccountEntry' })
export type AccountEntry = z.infer<typeof AccountEntry>

export const LinkKind = z.enum(['first_administrator', 'invitation', 'reset'])
export type LinkKind = z.infer<typeof LinkKind>

/** What a link is for, shown to who holds it. */
export const LinkPurpose = z
  .object({
    kind: LinkKind,
    email: z.string().nullable(),
    name: z.string().nullable(),
    role: Role.nullable(),
    expiresAt: z.string(),
  })
  .meta({ id: 'LinkPurpose' })
export type LinkPurpose = z.infer<typeof LinkPurpose>

/** A link just made. `path` holds the token after `#`, which browsers never send: it is in no server's log. Shown once. */
export const NewLink = z
  .object({ id: z.uuid(), path: z.string(), url: z.string(), expiresAt: z.string() })
  .meta({ id: 'NewLink' })

export const Invitation = z
  .object({
    id: z.uuid(),
    role: Role,
    email: z.string().nullable(),
    name: z.string().nullable(),
    createdAt: z.string(),
    expiresAt: z.string(),
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof Invitation>

export const SessionEntry = z
  .object({
    id: z.uuid(),
    device: z.string().nullable(),
    createdAt: z.string(),
    lastSeenAt: z.string(),
    expiresAt: z.string(),
    current: z.boolean(),
  })
  .meta({ id: 'SessionEntry' })
export type SessionEntry = z.infer<typeof SessionEntry>

export const SignIn = z.object({
  // Whatever was typed: the answer to a mistyped address is the same as to a wrong password.
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(128),
  rememberMe: z.boolean().default(true),
})
export type SignIn = z.input<typeof SignIn>

export const FirstAdministrator = z.object({ token: LinkToken, name: PersonName, email: Email, password: Password })
export type FirstAdministrator = z.infer<typeof FirstAdministrator>

export const InviteAccount = z.object({ role: Role, email: Email.optional(), name: PersonName.optional() })
export type InviteAccount = z.infer<typeof InviteAccount>

/** `email` is needed where the invitation names none; where it names one, that one is taken. */
export const AcceptInvitation = z.object({
  token: LinkToken,
  name: PersonName,
  email: Email.optional(),
  password: Password,
})
export type AcceptInvitation = z.infer<typeof AcceptInvitation>

export const ResetPassword = z.object({ token: LinkToken, password: Password })
export type ResetPassword = z.infer<typeof ResetPassword>

export const ChangePassword = z.object({ current: z.string().min(1).max(128), next: Password })
export type ChangePassword = z.infer<typeof ChangePassword>
