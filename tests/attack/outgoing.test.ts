import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { wall, wish } from '../../src/appointments/booking/testing/desk.ts'
import { bookVisit, cancelAppointment, moveAppointment, requestCallback } from '../../src/appointments/index.ts'
import { calendarFile } from '../../src/channels/index.ts'
import { nameForMail } from '../../src/kernel/text.ts'
import { accountMailText } from '../../src/reminders/account-mail/texts.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import type { TakenMail } from '../counterparts/mail.ts'
import { PHONE, testHouse, WEDNESDAY } from '../server/house.ts'

const store = testStore({ connections: 4 })
const house = testHouse(store)
const VICTIM = 'victim@example.com'

/** What a visitor types as their name, so that what leaves in our name says something else. */
const NAMES = [
  'Ana\r\nBcc: everybody@evil.example\r\n\r\nBuy now',
  'Ana\nSubject: You have won',
  'Ana\u2028Bcc: everybody@evil.example',
  'Ana\u0085X-Evil: 1',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'Claim it at http://evil.example/now',
  'evil.example',
  'Ana <everybody@evil.example>',
  '"Ana" <everybody@evil.example>, second@evil.example',
  '=?utf-8?B?QmNjOiBldmVyeWJvZHlAZXZpbC5leGFtcGxl?=',
  'Ana\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:PROCEDURE',
  'Ana;LANGUAGE=x:mailto:everybody@evil.example',
  '\u202egnp.live',
  `${'A'.repeat(90)}`,
]
const NOTE =
  'Please\r\nBcc: everybody@evil.example\r\n.\r\nMAIL FROM:<evil@evil.example>\r\nEND:VCALENDAR\r\n<script>alert(1)</script> http://evil.example/now'

/** Headers as they stand, each once, and nothing that the visitor made up among them. */
function expectWhole(mail: TakenMail, to: string): void {
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'))
  expect(mail.envelopeTo).toEqual([to])
  expect((mail.to ?? []).map(({ address }) => address)).toEqual([to])
  expect(head).not.toMatch(/^(bcc|cc|x-evil|reply-to):/im)
  const names = mail.headers.map(({ key }) => key)
  for (const once of ['subject', 'from', 'to', 'message-id', 'content-type', 'mime-version'])
    expect(
      names.filter(name => name === once),
      once,
    ).toHaveLength(1)
  expect(mail.subject).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
  expect(mail.html ?? '').not.toMatch(/<script|<img|onerror=(?!alert\(1\)&gt;)/)
  for (const line of mail.raw.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998)
}

/** Of an iCalendar file: one event, no line of the visitor's, each at most 75 bytes (RFC 5545, 3.1). */
function expectOneEvent(content: string): void {
  const lines = content.split('\r\n')
  for (const line of lines) {
    expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75)
    expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f\u2028]/)
  }
  const whole = content.replace(/\r\n /g, '').split('\r\n')
  const count = (line: string) => whole.filter(one => one === line).length
  for (const part of ['VCALENDAR', 'VEVENT']) expect([count(`BEGIN:${part}`), count(`END:${part}`)]).toEqual([1, 1])
  expect(whole.filter(line => /^(BEGIN:VALARM|ACTION:|BCC|ATTACH)/i.test(line))).toEqual([])
  for (const line of whole.filter(line => line.startsWith('ATTENDEE')))
    expect(line).toMatch(/mailto:victim@example\.com$/i)
}

test('no name and no note makes a mail, an invitation or a text message say or go where it should not', {
  timeout: 240_000,
}, async () => {
  for (const [at, name] of NAMES.entries()) {
    const start = wall(`2026-12-${String((at % 20) + 1).padStart(2, '0')}`, 10)
    const contact = { name, email: VICTIM, phone: PHONE }
    const asked = await wish(house.ctx(), start, { contact, notes: NOTE } as never)
    const booked = await bookVisit(house.ctx(), asked).catch(error => error as { code?: string })
    if (!('id' in booked)) {
      expect(booked.code, JSON.stringify(name)).toMatch(/^(appointments|request)\./)
      continue
    }
    await house.deliver()
    await moveAppointment(house.ctx(), { code: booked.code, start: start.add({ hours: 2 }) })
    await house.deliver()
    await cancelAppointment(house.ctx(), { code: booked.code })
    await house.deliver()
  }
  const toVictim = house.mailsTo(VICTIM)
  expect(toVictim.length).toBeGreaterThan(NAMES.length)
  for (const mail of toVictim) {
    expectWhole(mail, VICTIM)
    // A stranger whose address was typed in reads our words, and no address but ours.
    const said = [mail.subject, mail.text, mail.html, mail.to?.[0]?.name].join('\n')
    expect(said).not.toMatch(/evil\.example|<script|gnp\.live/i)
    for (const { content, mimeType } of mail.attachments)
      if (/calendar|ics/.test(mimeType)) {
        expectOneEvent(String(content).replace(/\r?\n/g, '\r\n'))
        expect(String(content).replace(/\r?\n /g, '')).not.toMatch(/evil\.example|<script/i)
      }
  }
  for (const mail of house.mail.mails.filter(({ envelopeTo }) => !envelopeTo.includes(VICTIM)))
    expectWhole(mail, mail.envelopeTo[0]!)
})

test('text messages are one line without an address but ours; a number is a number', async () => {
  for (const name of NAMES.slice(0, 8)) {
    const contact = { name, phone: PHONE }
    const asked = await wish(house.ctx(), wall(WEDNESDAY, 10), { contact })
    const booked = await bookVisit(house.ctx(), asked).catch(() => undefined)
    if (!booked) continue
    await house.deliver({ sms: true, whatsapp: 'template' })
    await cancelAppointment(house.ctx(), { code: booked.code })
    await house.deliver({ sms: true, whatsapp: 'template' })
  }
  const sent = house.twilio.messages.filter(({ to }) => to.endsWith(PHONE))
  expect(sent.length).toBeGreaterThan(3)
  for (const { to, body, contentVariables } of sent) {
    expect(to).toMatch(/^(whatsapp:)?\+919876501234$/)
    const text = body ?? contentVariables ?? ''
    expect(text).not.toMatch(/[\r\n\u2028]|evil\.example|script/)
    if (contentVariables) expect(Object.values(JSON.parse(contentVariables) as object)).toHaveLength(1)
  }
  for (const phone of [
    '+919876501234\r\nX: y',
    '+919876501234&From=+15005550000',
    'whatsapp:+919876501234',
    '+91987650123４;ext=1',
  ]) {
    const asked = wish(house.ctx(), wall(WEDNESDAY, 12), { contact: { name: 'Ana', phone } })
    const booked = await asked
      .then(input => requestCallback(house.ctx(), { ...input, reason: 'general' } as never))
      .catch(() => undefined)
    if (booked) expect((booked as { contactPhone: string }).contactPhone).toMatch(/^\+\d{8,15}$/)
  }
})

test('a calendar file holds one event, whatever is written in each of its fields', () => {
  for (const text of [...NAMES, NOTE, '\0\u0007', 'é🏠'.repeat(200), 'a\\nb;c,d"e', 'X'.repeat(3_000)]) {
    const start = Temporal.ZonedDateTime.from('2026-11-28T10:00[Asia/Kolkata]')
    expectOneEvent(
      calendarFile({
        method: 'REQUEST',
        name: text,
        events: [
          {
            uid: randomUUID(),
            sequence: 1,
            cancelled: false,
            start,
            end: start.add({ hours: 1 }),
            stamp: start.toInstant(),
            summary: text,
            description: text,
            location: text,
            url: 'https://homes.example/appointments/A',
            organizer: { name: text, address: 'desk@homes.example' },
            attendee: { name: text, address: VICTIM },
          },
        ],
      }).replace(/\r\n$/, ''),
    )
  }
})

test('whoever registers with the address of a stranger does not write to them through us', () => {
  for (const name of NAMES)
    for (const kind of ['verification', 'reset', 'email_change', 'email_changed', 'erasure'] as const) {
      const mail = { id: randomUUID(), kind, name, address: VICTIM, eraseAt: null } as never
      const { subject, text, html } = accountMailText(mail, {
        business: 'Mosaic Homes',
        url: 'https://homes.example/verify#token=x',
        timeZone: 'Asia/Kolkata',
      })
      expect(subject).not.toMatch(/[\p{Cc}\u2028]/u)
      expect([subject, text, html].join('\n'), JSON.stringify(name)).not.toMatch(/evil\.example|<script|<img|\u202e/)
    }
  expect(nameForMail('Ana  Costa\r\n')).toBe('Ana Costa')
  expect(nameForMail('J. R. Rao')).toBe('J. R. Rao')
  expect(nameForMail('अनीता राव')).toBe('अनीता राव')
  expect(nameForMail('A'.repeat(80))).toHaveLength(60)
})
