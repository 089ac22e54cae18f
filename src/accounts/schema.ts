import { z } from 'zod'
import { isTimeZone } from '../kernel/zones.ts'

export const Role = z.enum(['member', 'coach', 'agent', 'admin'])
export type Role = z.infer<typeof Role>

/** How far limits reach: `beta` comes with an invitation code. */
export const Tier = z.enum(['free', 'beta'])
export type Tier = z.infer<typeof Tier>

export const TimeZone = z.string().max(64).refine(isTimeZone, 'is no IANA time zone such as Europe/Berlin')

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
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    emailVerified: z.boolean().describe('Whether a link sent to the e-mail was opened'),
    role: Role,
    tier: Tier,
    timeZone: z.string().nullable().describe('IANA name, where known'),
    personId: z.uuid(),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof Account>

/** An account as an administrator sees it. */
export const AccountEntry = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    role: Role,
    tier: Tier,
    eraseAt: z.string().nullable().describe('When it is erased, if its owner asked for that'),
    disabledAt: z.string().nullable(),
    createdAt: z.string(),
    lastSeenAt: z.string().nullable(),
  })
  .meta({ id: 'AccountEntry' })
export type AccountEntry = z.infer<typeof AccountEntry>

export const LinkKind = z.enum([
  'first_administrator',
  'invitation',
  'reset',
  'verification',
  'email_change',
  'email_undo',
])
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

export type ResetPassword = { token: string; password: string }

/** A code as people type it: case and surrounding blanks do not matter. */
export const CodeText = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9_-]{2,39}$/, 'is 3 to 40 letters, digits, hyphens or underscores')
/** What was typed where a code is asked for: what cannot be one is unknown, like any other that is not there. */
const TypedCode = z.string().trim().toUpperCase().min(1).max(100)

export const Register = z.object({
  email: Email,
  password: Password,
  name: PersonName.optional(),
  code: TypedCode.optional(),
  timeZone: TimeZone.optional(),
})
export type Register = z.infer<typeof Register>

/** Who may make an account: anybody, who has an invitation code, nobody. */
export const SignUp = z.enum(['open', 'invitation', 'closed'])
export type SignUp = z.infer<typeof SignUp>

export const Profile = z.object({ name: PersonName.optional(), timeZone: TimeZone.optional() })
export type Profile = z.infer<typeof Profile>

/** The present password, for what only its owner may do. */
export const PresentPassword = z.object({ password: z.string().min(1).max(128) })

export const ChangeEmail = PresentPassword.extend({ email: Email })
export type ChangeEmail = z.infer<typeof ChangeEmail>

/** Whatever was typed: the answer says nothing of whether there is such an account. */
export const RequestReset = z.object({ email: z.string().trim().toLowerCase().min(1).max(254) })

/** How many things of a visitor became the account's. */
export const Merged = z.object({ conversations: z.int(), enrolments: z.int(), files: z.int() })
export type Merged = z.infer<typeof Merged>

export const SignedInAccount = Account.extend({
  merged: Merged.describe('What was begun in this browser without an account and is the account’s now'),
})

export const CodeKind = z.enum(['invitation', 'promo'])
export type CodeKind = z.infer<typeof CodeKind>

/** What a code gives: the tier `beta`, or so many coaching sessions. */
export const Grants = z.object({ tier: z.literal('beta').nullable(), sessions: z.int() })
export type Grants = z.infer<typeof Grants>

export const CodeAnswer = z.object({
  valid: z.boolean(),
  grants: Grants.nullable(),
  reason: z.string().nullable().describe('The refusal that using it would get'),
})

export type CodeAnswer = z.infer<typeof CodeAnswer>

export const UseCode = z.object({ code: TypedCode })
export { TypedCode }

const instant = z.iso.datetime({ offset: true })

export const AddCode = z
  .object({
    code: CodeText.optional().describe('Made at random if none is given'),
    kind: CodeKind,
    sessions: z.int().min(1).max(100).optional().describe('Coaching sessions that a promo code grants; 1 unless told'),
    maxUses: z.int().min(1).max(1_000_000).nullable().default(null).describe('Null: any number of accounts'),
    startsAt: instant.nullable().default(null),
    expiresAt: instant.nullable().default(null),
  })
  .refine(code => code.kind === 'promo' || code.sessions === undefined, {
    message: 'only a promo code grants sessions',
    path: ['sessions'],
  })
export type AddCode = z.input<typeof AddCode>

export const ChangeCode = z.object({
  active: z.boolean().optional(),
  maxUses: z.int().min(1).max(1_000_000).nullable().optional(),
  startsAt: instant.nullable().optional(),
  expiresAt: instant.nullable().optional(),
})
export type ChangeCode = z.infer<typeof ChangeCode>

/** A code as administrators see it. */
export const CodeEntry = z
  .object({
    id: z.uuid(),
    code: z.string(),
    kind: CodeKind,
    grants: Grants,
    maxUses: z.int().nullable(),
    uses: z.int(),
    startsAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
    active: z.boolean(),
    createdAt: z.string(),
  })
  .meta({ id: 'CodeEntry' })
export type CodeEntry = z.infer<typeof CodeEntry>

export const ChangePassword = z.object({ current: z.string().min(1).max(128), next: Password })
export type ChangePassword = z.infer<typeof ChangePassword>
