import { createECDH } from 'node:crypto'
import { tryEmail } from '../../channels/index.ts'
import { channelSettings } from '../config.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

const ANSWER_MS = 10_000

/** Which ways out are switched on; `live` connects for real, and sends nothing. */
export async function checkChannels(patient: Patient): Promise<Finding[]> {
  const { config, live } = patient
  if (!config) return []
  const { email, twilio } = channelSettings(config, null)
  const on = (check: string, says: string): Finding => ({ check, state: 'ok', says, todo: null })
  const off = (check: string, needs: string): Finding => ({ check, state: 'note', says: 'Off.', todo: `Set ${needs}.` })
  return [
    !email
      ? off('email', 'SMTP_URL and MAIL_FROM')
      : live
        ? await tryMail(email)
        : on('email', `On, by ${new URL(email.url).hostname}. Not tried (--live).`),
    !twilio?.smsFrom
      ? off('sms', 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_SMS_FROM')
      : on('sms', `On, from ${twilio.smsFrom}.`),
    !twilio?.whatsappFrom
      ? off('whatsapp', 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM')
      : on(
          'whatsapp',
          `On, from ${twilio.whatsappFrom}${twilio.whatsappTemplate ? '' : '; without a template it becomes SMS after 24 hours'}.`,
        ),
    ...(twilio && live ? [await tryTwilio(twilio)] : []),
    await checkPush(patient),
  ]
}

async function tryMail(settings: { url: string; from: string }): Promise<Finding> {
  const { hostname } = new URL(settings.url)
  const failure = await tryEmail(settings, ANSWER_MS)
  if (!failure)
    return { check: 'email', state: 'ok', says: `${hostname} lets us in. \`--send\` tries a message.`, todo: null }
  return {
    check: 'email',
    state: 'problem',
    says: `${hostname}: ${failure.note} (${failure.code})`,
    todo: 'Correct SMTP_URL: scheme, host, port, user and password.',
  }
}

/** Asks for the account itself, which costs nothing. */
async function tryTwilio(twilio: { accountSid: string; authToken: string; apiUrl: string }): Promise<Finding> {
  const finding = (state: Finding['state'], says: string, todo: string | null): Finding => ({
    check: 'twilio',
    state,
    says,
    todo,
  })
  const { host } = new URL(twilio.apiUrl)
  try {
    const credentials = Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64')
    const answer = await fetch(`${twilio.apiUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${twilio.accountSid}.json`, {
      headers: { authorization: `Basic ${credentials}` },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    if (answer.status === 401 || answer.status === 403)
      return finding(
        'problem',
        `${host} does not know this account and token.`,
        'Correct TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.',
      )
    if (!answer.ok)
      return finding('problem', `${host} answers ${answer.status}.`, 'Try again later; see the status page of Twilio.')
    const { status } = (await answer.json()) as { status?: unknown }
    return status === undefined || status === 'active'
      ? finding('ok', `${host} knows our account.`, null)
      : finding('problem', `The account at ${host} is ${String(status).slice(0, 20)}.`, 'See the console of Twilio.')
  } catch (error) {
    return finding(
      'problem',
      `${host} cannot be reached (${codeOf(error)}).`,
      'See that this machine may reach it by https.',
    )
  }
}

/** The keys are made by the first start and kept with the data: with other ones every device is lost. */
async function checkPush({ config, store }: Patient): Promise<Finding> {
  const finding = (state: Finding['state'], says: string, todo: string | null = null): Finding => ({
    check: 'push',
    state,
    says,
    todo,
  })
  if (config!.PUSH === 'off') return finding('note', 'Off.', 'Set PUSH=on.')
  if (!config!.publicUrl.startsWith('https:') && !/^http:\/\/(localhost|127\.)/.test(config!.publicUrl))
    return finding(
      'note',
      'On, but browsers allow notifications on https alone.',
      'Set PUBLIC_URL to an https address.',
    )
  const rows = await store?.pool
    .query<{ value: string }>(`select value from secrets where name = 'push keys'`)
    .then(({ rows }) => rows)
  if (!rows?.[0]) return finding('ok', 'On. The keys are made with the first start.')
  return areKeys(rows[0].value)
    ? finding('ok', 'On, with keys of our own.')
    : finding(
        'problem',
        'The keys that were kept are damaged.',
        'Restore a backup, or remove the row and ask staff to agree anew.',
      )
}

function areKeys(text: string): boolean {
  try {
    const { publicKey, privateKey } = JSON.parse(text) as { publicKey: string; privateKey: string }
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(Buffer.from(privateKey, 'base64url'))
    return pair.getPublicKey().equals(Buffer.from(publicKey, 'base64url'))
  } catch {
    return false
  }
}

/** Why a fetch failed, without the address that it went to. */
export function codeOf(error: unknown): string {
  const { name, cause, code } = error as { name?: string; code?: unknown; cause?: { code?: unknown } }
  return String(cause?.code ?? (name === 'TimeoutError' ? 'no answer in time' : (code ?? name ?? 'unknown')))
}
