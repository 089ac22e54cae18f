/**
 * Accounts: who may sign in, and as what.
 *
 * An *account* is an e-mail, a password and a role (member, coach, agent, admin); it belongs to one person, made with it.
 * *Staff* is every role but member. A *session* is a signed-in browser. A *link* does one thing once: make the first
 * administrator, accept an invitation, set a new password. The *audit log* says who did what.
 *
 * Invariants: secrets rest hashed (session tokens, links) or slowly hashed (passwords), and what rests is of no use to who
 * reads it; accounts come from a link alone; one administrator comes of all first-administrator links together; the last
 * administrator stays; nobody sets another's password; the audit log is added to and never changed.
 */
export { acceptInvitation } from './accept-invitation.ts'
export { audit, type Subject } from './audit.ts'
export { changePassword } from './change-password.ts'
export { disableAccount, enableAccount } from './disable-account.ts'
export { firstAdministratorLink, makeFirstAdministrator } from './first-administrator.ts'
export { inviteAccount, withdrawInvitation } from './invite-account.ts'
export { describeLink, type MadeLink } from './links.ts'
export { accountPart } from './person-part.ts'
export { listAccounts, listInvitations, requireAccountByEmail } from './queries.ts'
export { requireAccountId, requireRole } from './require-role.ts'
export { resetLink } from './reset-link.ts'
export { resetPassword } from './reset-password.ts'
export { accountRoutes } from './routes.ts'
export { type Account, type AccountEntry, Email, Role } from './schema.ts'
export { endOtherSessions, endSession, listMySessions, type Session } from './sessions.ts'
export { setRole } from './set-role.ts'
export { type Accounts, type AccountsOptions, type Client, createAccounts, type SignedIn } from './sign-in.ts'
