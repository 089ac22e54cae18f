import type { AccountMail } from '../../accounts/index.ts'
import { escapeHtml, nameForMail } from '../../kernel/text.ts'

export type MailText = { subject: string; text: string; html: string; kept: string; short: string }

type Wording = { subject: string; before: string[]; button?: string; after: string[] }

/** What stands in the ledger where the mail holds its link: who reads along gets no way in. */
const LINK_LEFT_OUT = '[the link, which only the mail holds]'

/** Who registers types the name and the address: strangers are not written to in somebody's words. */
const hello = (mail: AccountMail) => {
  const name = nameForMail(mail.name)
  return name ? `Hello ${name},` : 'Hello,'
}
const WORDINGS: Record<AccountMail['kind'], (mail: AccountMail, business: string, eraseOn: string) => Wording> = {
  verification: (mail, business) => ({
    subject: `Confirm your e-mail for ${business}`,
    before: [hello(mail), `please confirm that this address is yours, so that ${business} may write to you.`],
    button: 'Confirm my e-mail',
    after: [
      'The link works once and for 24 hours. Other browsers are signed out when you use it.',
      `If you did not create an account at ${business}, leave this mail be: nothing else is sent to you.`,
    ],
  }),
  reset: (mail, business) => ({
    subject: `Set a new password for ${business}`,
    before: [hello(mail), 'somebody, most likely you, asked to set a new password for your account.'],
    button: 'Set a new password',
    after: [
      'The link works once and for 60 minutes, and only the newest one does. Every device is signed out when you use it.',
      'If it was not you, leave this mail be: your password stays as it is.',
    ],
  }),
  email_change: (mail, business) => ({
    subject: `Confirm your new e-mail for ${business}`,
    before: [hello(mail), `please confirm that you want to sign in to ${business} with this address from now on.`],
    button: 'Use this address',
    after: [
      'The link works once and for 24 hours. Until you use it nothing changes.',
      'If you did not ask for this, leave this mail be.',
    ],
  }),
  email_changed: (mail, business) => ({
    subject: `Your e-mail at ${business} was changed`,
    before: [
      hello(mail),
      `your account at ${business} now has another address. If that was you, there is nothing to do.`,
      'If it was not, take the change back. That signs out every device, and you are sent a link to set a new password.',
    ],
    button: 'Take the change back',
    after: ['The link works once and for 7 days.'],
  }),
  erasure: (mail, business, eraseOn) => ({
    subject: `Your account at ${business} will be erased`,
    before: [
      hello(mail),
      `as you asked, you are signed out everywhere, and on ${eraseOn} your account goes for good, with everything in it: conversations, answers, files, what is remembered.`,
      'If you think again, sign in before then, and everything stays as it is.',
    ],
    button: 'Sign in and keep everything',
    after: ['If you did not ask for this, sign in and change your password at once.'],
  }),
}

/** A mail about an account as text and HTML; `kept` is the text for the ledger, without the link. */
export function accountMailText(
  mail: AccountMail,
  { business, url, timeZone }: { business: string; url: string; timeZone: string },
): MailText {
  const wording = WORDINGS[mail.kind](
    mail,
    business,
    mail.eraseAt ? dayOf(mail.eraseAt, timeZone) : 'the day you were told',
  )
  const { subject, before, button, after } = wording
  const write = (link: string) => `${[...before, `${button}:\n${link}`, ...after].join('\n\n')}\n\n${business}\n`
  const line = subject.replace(/\s+/g, ' ')
  const kept = mail.kind === 'erasure' ? write(url) : write(LINK_LEFT_OUT)
  return { subject: line, text: write(url), html: page(wording, url, business), kept, short: line }
}

/** Inline styles only, one column, and no colour of text or ground but the button's: a dark mail program keeps its own. */
function page({ subject, before, button, after }: Wording, url: string, business: string): string {
  const paragraph = (text: string, small = false) =>
    `<p style="margin:0 0 16px${small ? ';font-size:14px' : ''}">${escapeHtml(text)}</p>`
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:0">`,
    `<div style="max-width:560px;margin:0 auto;padding:24px 16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:1.5">`,
    ...before.map(text => paragraph(text)),
    `<p style="margin:8px 0 24px"><a href="${escapeHtml(url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background-color:#1f6b52;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(button ?? '')}</a></p>`,
    ...after.map(text => paragraph(text, true)),
    paragraph(business, true),
    '</div></body></html>',
  ].join('\n')
}

function dayOf(at: Temporal.Instant, timeZone: string): string {
  return at.toZonedDateTimeISO(timeZone).toPlainDate().toLocaleString('en-GB', { dateStyle: 'long' })
}
