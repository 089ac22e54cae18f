import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { createAccounts } from '../../src/accounts/index.ts'
import { actor, makeClock, onlyAgents, wish } from '../../src/appointments/booking/testing/desk.ts'
import { type AppointmentRow, appointmentSubject, type BookInput, bookVisit } from '../../src/appointments/index.ts'
import { createAssistant } from '../../src/assistant/index.ts'
import { type ChannelSettings, type Channels, newPushKeys, openChannels } from '../../src/channels/index.ts'
import { deliverDue, listReminders, type Reminder, registerSubject } from '../../src/reminders/index.ts'
import { buildApp } from '../../src/server/app.ts'
import { readConfig } from '../../src/server/config.ts'
import type { State } from '../../src/server/state.ts'
import type { Context } from '../../src/storage/index.ts'
import { testBusiness, type testStore } from '../../src/storage/testing/index.ts'
import { type MailServer, startMailServer, type TakenMail } from '../counterparts/mail.ts'
import { type PushService, startPushService } from '../counterparts/push.ts'
import { startTwilio, type TwilioServer } from '../counterparts/twilio.ts'
import { Caller } from './app.ts'

const PUBLIC_URL = 'https://homes.example'
const WEBHOOK = `${PUBLIC_URL}/api/webhooks/twilio`
const [SMS_FROM, WHATSAPP_FROM, TEMPLATE] = ['+15005550006', '+15005550007', `HX${'a'.repeat(32)}`]

export const ASHA = 'asha@example.com'
export const PHONE = '+919876501234'
export const byMail = { name: 'Asha Rao', email: ASHA }
export const byPhone = { name: 'Asha Rao', phone: PHONE }
export const TUESDAY = '2026-11-24'
export const WEDNESDAY = '2026-11-25'

/** Which of the house's channels are on; `mailUrl` is another mail server, `answerMs` how long answers are waited for. */
export type On = {
  mail?: boolean
  mailUrl?: string
  sms?: boolean
  whatsapp?: 'bare' | 'template'
  push?: boolean
  answerMs?: number
}
export const everything: On = { mail: true, sms: true, push: true }

/**
 * Everything between a booking and whoever is told of it, on the database of the test file: the verbs, the ledger, the channels,
 * the services that they speak to and the app that is called back, all by one clock, which a test moves. Nothing is delivered by
 * itself.
 */
export function testHouse(store: ReturnType<typeof testStore>) {
  const keys = newPushKeys()
  let mail: MailServer
  let twilio: TwilioServer
  let push: PushService
  let app: Awaited<ReturnType<typeof buildApp>>
  let staff: Context
  let clock = makeClock()
  let agents: string[] = []
  const now = () => clock.now()
  const business = { ...testBusiness, publicUrl: PUBLIC_URL }

  beforeAll(async () => {
    registerSubject('appointment', appointmentSubject)
    const reach = (url: string) =>
      url.replace(PUBLIC_URL, `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
    ;[mail, twilio, push] = await Promise.all([startMailServer(), startTwilio({ reach }), startPushService()])
    const secret = 'of this test and no other, and long enough'
    const state = {
      phase: 'ready',
      store: { db: store.db },
      accounts: createAccounts({ store, secret, publicUrl: PUBLIC_URL }),
      visitorSecret: secret,
      channels: house.channels({ sms: true }),
      calendars: { google: null, caldavPrivate: false, secret },
    } as unknown as State
    const assistant = createAssistant({ currency: 'INR', timeZone: 'Asia/Kolkata', model: null, modelSilenceMs: 1_000 })
    app = await buildApp(readConfig({ PUBLIC_URL, LOG_LEVEL: 'silent', BOOKINGS_PER_HOUR: '1000000' }), state, {
      events: store.events,
      assistant,
    })
    app.addHook('onRequest', async ({ ctx }) => {
      ctx.now = now
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    staff = await actor(store.ctx({ now, business }), 'admin')
  }, 60_000)

  beforeEach(async () => {
    clock = makeClock()
    agents = await onlyAgents(house.ctx(), ['Meera', 'Vikram'])
    await sql`truncate reminders, contact_stops, inbound_messages, push_subscriptions cascade`.execute(store.db)
    for (const taken of [mail.mails, twilio.messages, push.messages]) taken.length = 0
    for (const service of [mail, twilio, push]) service.behave({ kind: 'take' })
  })

  afterAll(async () => {
    await Promise.all([app?.close(), mail?.close(), twilio?.close(), push?.close()])
  })

  const house = {
    get mail() {
      return mail
    },
    get twilio() {
      return twilio
    },
    get push() {
      return push
    },
    get clock() {
      return clock
    },
    /** Ids of the two agents, Meera and Vikram. */
    get agents() {
      return agents
    },
    /** Somebody at the house's own pages, unless a test names another actor or log. */
    ctx: (overrides: Partial<Context> = {}): Context =>
      store.ctx({ actor: { kind: 'visitor', keyHash: 'somebody' }, now, business, ...overrides }),
    /** As an administrator who has no visits. */
    staff: () => staff,
    caller: () => new Caller(app),

    channels(on: On): Channels {
      const twilioSettings: ChannelSettings['twilio'] = {
        accountSid: twilio.accountSid,
        authToken: twilio.authToken,
        apiUrl: twilio.url,
        smsFrom: on.sms ? SMS_FROM : null,
        whatsappFrom: on.whatsapp ? WHATSAPP_FROM : null,
        whatsappTemplate: on.whatsapp === 'template' ? TEMPLATE : null,
      }
      const url = on.mailUrl ?? (on.mail ? mail.url : null)
      return openChannels(
        {
          email: url === null ? null : { url, from: 'Mosaic Homes <visits@homes.example>' },
          twilio: on.sms || on.whatsapp ? twilioSettings : null,
          push: on.push ? { keys, contact: 'mailto:desk@homes.example', hosts: [push.host] } : null,
        },
        { ca: push.ca, answerMs: on.answerMs },
      )
    },

    /** Somebody new, Asha Rao with an address and a number unless told otherwise, books a visit. */
    book: async (start: Temporal.Instant, more: Partial<BookInput> = {}): Promise<AppointmentRow> =>
      bookVisit(house.ctx(), await wish(house.ctx(), start, more)),

    /** Delivers until nothing is due; gives how many were taken up. */
    async deliver(on: On = everything, ctx: Context = house.ctx()): Promise<number> {
      const channels = house.channels(on)
      let all = 0
      for (let some = 1; some > 0; all += some) some = await deliverDue(ctx, { channels, owner: 'test' })
      return all
    },

    /** Delivers at this instant. */
    async deliverAt(at: Temporal.Instant, on?: On): Promise<number> {
      clock.at = at
      return house.deliver(on)
    },

    /** Delivers each minute; gives the minutes after now at which something was taken up. */
    async deliverFor(minutes: number, on?: On): Promise<number[]> {
      const busy: number[] = []
      for (let minute = 0; minute <= minutes; minute++, clock.pass({ minutes: 1 }))
        if ((await house.deliver(on)) > 0) busy.push(minute)
      return busy
    },

    /** The lines of one appointment as staff read them, the first due first. */
    async ledger({ id: subjectId }: { id: string }, only: Partial<Reminder> = {}): Promise<Reminder[]> {
      const { items } = await listReminders(staff, { subjectId })
      const wanted = Object.entries(only)
      return items.reverse().filter(line => wanted.every(([name, value]) => line[name as keyof Reminder] === value))
    },

    /** The one such line. */
    async line(row: { id: string }, only: Partial<Reminder>): Promise<Reminder> {
      const lines = await house.ledger(row, only)
      expect(lines, JSON.stringify(only)).toHaveLength(1)
      return lines[0]!
    },

    mailsTo: (address: string): TakenMail[] => mail.mails.filter(({ envelopeTo }) => envelopeTo.includes(address)),

    /** A message that somebody wrote to the house. */
    inbound: (from: string, body: string, more: { token?: string; sid?: string } = {}) =>
      twilio.inbound(WEBHOOK, {
        from,
        to: from.startsWith('whatsapp:') ? `whatsapp:${WHATSAPP_FROM}` : SMS_FROM,
        body,
        ...more,
      }),
  }
  return house
}

/** The invitation of a mail, the same to open at once and as a file: its lines unfolded (RFC 5545, 3.1), and what it says. */
export function calendarOf({ attachments }: TakenMail) {
  const files = attachments.filter(({ mimeType }) => /^(text\/calendar|application\/ics)$/.test(mimeType))
  expect(files.map(({ mimeType }) => mimeType)).toEqual(['text/calendar', 'application/ics'])
  expect(files[1]!.content).toBe(files[0]!.content)
  const lines = String(files[0]!.content)
    .replace(/\r?\n /g, '')
    .split(/\r?\n/)
  const event = lines.slice(lines.indexOf('BEGIN:VEVENT'), lines.indexOf('END:VEVENT'))
  const said = (name: string) => event.find(line => line.startsWith(name))?.slice(name.length)
  return {
    method: files[0]!.method,
    says: lines.find(line => line.startsWith('METHOD:')),
    uid: said('UID:'),
    sequence: Number(said('SEQUENCE:')),
    start: said('DTSTART;'),
    end: said('DTEND;'),
    status: said('STATUS:'),
    url: said('URL;VALUE=URI:') ?? said('URL:'),
  }
}
