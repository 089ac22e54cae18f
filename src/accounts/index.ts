/**
 * Accounts: who may sign in, and as what.
 *
 * An *account* is an e-mail, a password, a role (member, coach, agent, admin) and a tier (free, beta); it belongs to one
 * person, made with it. *Staff* is every role but member. A *session* is a signed-in browser. A *link* does one thing once: make
 * the first administrator, accept an invitation, set a new password, prove or change an e-mail. A *mail* is wanted here and
 * sent by whoever hears of it. A *code* grants a tier or coaching sessions; a *use* of it is a row. The *audit log* says who
 * did what.
 *
 * Invariants: secrets rest hashed (session tokens, links) or slowly hashed (passwords), and what rests is of no use to who
 * reads it; one administrator comes of all first-administrator links together; the last administrator stays; nobody sets
 * another's password; no answer tells a stranger whether there is an account; a code is used at most as often as it says; the
 * audit log is added to and never changed.
 */
import './events.ts'

export { acceptInvitation } from './accept-invitation.ts'
export { addAccount } from './add-account.ts'
export { countTicket } from './attempts.ts'
export { audit, auditRead, auditStaff, type Subject } from './audit.ts'
export { changeEmail } from './change-email.ts'
export { changePassword } from './change-password.ts'
export { addCode, changeCode } from './codes/add-code.ts'
export { describeCode, grantedSessions, listCodes } from './codes/queries.ts'
export { redeemCode } from './codes/redeem-code.ts'
export { returnCodeUse, useCode } from './codes/use-code.ts'
export { accountMarkOf, readSessionCookie } from './cookie.ts'
export { disableAccount, enableAccount } from './disable-account.ts'
export { firstAdministratorLink, makeFirstAdministrator } from './first-administrator.ts'
export type { AccountsHost } from './host.ts'
export { inviteAccount, withdrawInvitation } from './invite-account.ts'
export { describeLink, LIFE as linkLife, type MadeLink } from './links.ts'
export { type LivingSession, livingSessions } from './living-sessions.ts'
export { type AccountMail, type MailKind, makeMailLink, readAccountMails, wantMail } from './mails.ts'
export { importedHash, requireSlowHash } from './password.ts'
export { accountPart } from './person-part.ts'
export { isProven, proofIsDemanded } from './proof.ts'
export { listAccounts, listInvitations, requireAccountByEmail } from './queries.ts'
export { registerAccount } from './register-account.ts'
export { accountsToErase, holdForErasure, requestErasure } from './request-erasure.ts'
export { requestReset, settleResetRequests } from './request-reset.ts'
export { requireAccountId, requireRole } from './require-role.ts'
export { resetLink } from './reset-link.ts'
export { resetPassword } from './reset-password.ts'
export { accountRoutes } from './routes.ts'
export {
  type Account,
  type AccountEntry,
  type CodeEntry,
  Email,
  type Grants,
  type Merged,
  PersonName,
  Role,
  type SignUp,
  type Tier,
} from './schema.ts'
export { personOfSession, sessionAt } from './session-at.ts'
export {
  endOtherSessions,
  endSession,
  endSessionsOf,
  listMySessions,
  listSessionsOf,
  type Session,
} from './sessions.ts'
export { setRole } from './set-role.ts'
export { type Accounts, type AccountsOptions, type Client, createAccounts, type SignedIn } from './sign-in.ts'
export { signInTrouble } from './sign-in-trouble.ts'
export { startAccountWork } from './start-work.ts'
export { updateProfile } from './update-profile.ts'
export { verifyEmail } from './verify-email.ts'
export { countFastPasswords, wrapPasswords } from './wrap-passwords.ts'
