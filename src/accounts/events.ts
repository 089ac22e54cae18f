import type { MailKind } from './mails.ts'

declare module '../storage/index.ts' {
  interface Events {
    /** An account came into being, with its person. */
    'account.registered': { accountId: string; personId: string }
    /**
     * The e-mail of an account was proven. `keyHash`: the visitor key of the browser that is signed in to the account and
     * proved it; null where the link was opened elsewhere.
     */
    'account.proven': { accountId: string; personId: string; keyHash: string | null }
    /** Its owner asked for the account to be erased; it can be taken back until then. */
    'account.erasing': { accountId: string; personId: string; at: Temporal.Instant }
    /** Whose clock somebody lives by from now on: what waits for an hour of theirs waits for it there. */
    'person.moved': { personId: string; timeZone: string }
    /** A mail about an account is to be sent; its text is made when it is composed. */
    'account.mail': { mailId: string; accountId: string; personId: string; kind: MailKind; timeZone: string }
    /** Mails about an account are of no use any more. */
    'account.mails_closed': { mailIds: string[] }
  }
}
