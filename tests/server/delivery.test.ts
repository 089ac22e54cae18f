import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { actor, MONDAY, wall, wish } from '../../src/appointments/booking/testing/desk.ts'
import { cancelAppointment, moveAppointment, requestCallback } from '../../src/appointments/index.ts'
import { addPushDevice, listPushDevices } from '../../src/reminders/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { ASHA, byMail, byPhone, calendarOf, PHONE, TUESDAY, testHouse, WEDNESDAY } from './house.ts'

const store = testStore({ connections: 4 })
const house = testHouse(store)

const justBefore = (at: Temporal.Instant) => at.subtract({ seconds: 1 })
const toVisitor = { audience: 'visitor' } as const

describe('a visit by e-mail', () => {
  test('is confirmed, moved and cancelled by invitations of one event; the link in the mail opens it; nothing old is sent', async () => {
    const visit = await house.book(wall(WEDNESDAY, 10), { contact: byMail })
    await house.deliver()
    const [confirmation] = house.mailsTo(ASHA)
    expect(confirmation).toMatchObject({ subject: 'Confirmed: your visit, Wed 25 Nov, 10:00 am' })
    for (const words of [confirmation!.text, confirmation!.html]) {
      expect(words).toContain('Wednesday, 25 November 2026, 10:00 am')
      expect(words).toContain(`https://homes.example/appointments/${visit.code}#`)
    }
    expect(confirmation!.html).toMatch(/^<!doctype html>/)
    expect(calendarOf(confirmation!)).toMatchObject({
      method: 'REQUEST',
      says: 'METHOD:REQUEST',
      uid: visit.icsUid,
      sequence: 1,
      start: 'TZID=Asia/Kolkata:20261125T100000',
      end: 'TZID=Asia/Kolkata:20261125T110000',
      status: 'CONFIRMED',
    })
    expect(await house.line(visit, { kind: 'confirmation' })).toMatchObject({
      status: 'sent',
      reason: null,
      sentBy: 'email',
      providerId: confirmation!.messageId,
      delivery: 'accepted',
      attempts: [{ number: 1, outcome: 'accepted', providerId: confirmation!.messageId }],
    })

    const link = new URL(/https:\/\/\S+#\S+/.exec(confirmation!.text!)![0])
    expect(calendarOf(confirmation!).url).toBe(link.href)
    const api = `/api${link.pathname}`
    const shown = await house.caller().expect(200, 'GET', api, { headers: { 'x-appointment-key': link.hash.slice(1) } })
    expect(shown).toMatchObject({ code: visit.code, status: 'confirmed', start: '2026-11-25T10:00:00+05:30' })
    const stranger = await house.caller().call('GET', api, { headers: { 'x-appointment-key': 'x'.repeat(43) } })
    expect(stranger.status).toBe(404)

    const moved = await moveAppointment(house.ctx(), { code: visit.code, start: wall('2026-11-26', 15) })
    await house.deliver()
    expect(calendarOf(house.mailsTo(ASHA)[1]!)).toMatchObject({
      method: 'REQUEST',
      uid: visit.icsUid,
      sequence: moved.version,
      start: 'TZID=Asia/Kolkata:20261126T150000',
      status: 'CONFIRMED',
    })
    // A day and an hour before the time that it had.
    expect(await house.deliverAt(wall(TUESDAY, 10))).toBe(0)
    expect(await house.deliverAt(wall(WEDNESDAY, 9))).toBe(0)
    const cancelled = await cancelAppointment(house.ctx(), { code: visit.code })
    await house.deliver()
    expect(calendarOf(house.mailsTo(ASHA)[2]!)).toMatchObject({
      method: 'CANCEL',
      says: 'METHOD:CANCEL',
      uid: visit.icsUid,
      sequence: cancelled.version,
      start: 'TZID=Asia/Kolkata:20261126T150000',
      status: 'CANCELLED',
    })
    expect([visit, moved, cancelled].map(({ version }) => version)).toEqual([1, 2, 3])

    expect(await house.deliverAt(wall('2026-12-02', 10))).toBe(0)
    expect(house.mailsTo(ASHA).map(({ subject }) => subject)).toEqual([
      'Confirmed: your visit, Wed 25 Nov, 10:00 am',
      'Changed: your visit, now Thu 26 Nov, 3:00 pm',
      'Cancelled: your visit, Thu 26 Nov, 3:00 pm',
    ])
    const timed = (await house.ledger(visit, toVisitor)).filter(({ kind }) => /visit_|follow/.test(kind))
    expect(timed.map(({ status, reason, attempts }) => [status, reason, attempts.length])).toEqual(
      Array(6).fill(['cancelled', 'version', 0]),
    )
    expect(house.mailsTo('meera@example.com').length + house.mailsTo('vikram@example.com').length).toBe(3)
  })

  test('leaves a day and an hour before and two hours after, to the second', async () => {
    const start = wall(WEDNESDAY, 10)
    const visit = await house.book(start)
    await house.deliver()
    const taken = () => [house.mailsTo(ASHA).length, house.twilio.messages.length]
    expect(taken()).toEqual([1, 0])
    const due = [
      ['visit_24h', start.subtract({ hours: 24 }), [2, 0]],
      ['visit_1h', start.subtract({ hours: 1 }), [2, 1]],
      ['follow_up', start.add({ hours: 3 }), [3, 1]],
    ] as const
    for (const [kind, at, after] of due) {
      const earlier = taken()
      expect(await house.deliverAt(justBefore(at))).toBe(0)
      expect(taken()).toEqual(earlier)
      await house.deliverAt(at)
      expect(taken()).toEqual(after)
      expect(await house.line(visit, { kind, ...toVisitor })).toMatchObject({ status: 'sent', sentAt: String(at) })
    }
    expect(house.mailsTo(ASHA).map(({ subject }) => subject)).toEqual([
      'Confirmed: your visit, Wed 25 Nov, 10:00 am',
      'Tomorrow at 10:00 am: your visit',
      'How was your visit?',
    ])
    expect(house.twilio.messages[0]!.body).toMatch(/your visit is today at 10:00 am/)
  })

  test('a call is promised to the visitor; staff are told when it is due, administrators when it is overdue', async () => {
    const admin = await actor(house.ctx(), 'admin')
    if (admin.actor.kind !== 'account') throw new Error('no account')
    const { personId } = await wish(house.ctx(), MONDAY)
    const call = await requestCallback(house.ctx(), {
      personId,
      contact: { ...byPhone, email: ASHA },
      reason: 'pricing',
      urgency: 'high',
      source: 'form',
    })
    await house.deliver()
    expect(house.mailsTo(ASHA).map(({ subject }) => subject)).toEqual(['We will call you by Mon 23 Nov, 11:00 am'])
    const ours = () => house.mail.mails.filter(({ envelopeTo }) => envelopeTo[0] !== ASHA).map(({ subject }) => subject)
    const dueAt = call.dueAt!
    expect(await house.deliverAt(justBefore(dueAt.subtract({ minutes: 10 })))).toBe(0)
    await house.deliverAt(dueAt.subtract({ minutes: 10 }))
    expect(ours()).toEqual(['Call Asha Rao by Mon 23 Nov, 11:00 am'])
    await house.deliverAt(dueAt)
    const overdue = house.mailsTo(`${admin.actor.accountId}@example.com`)
    expect(overdue.map(({ subject }) => subject)).toEqual(['Overdue: call Asha Rao, promised for Mon 23 Nov, 11:00 am'])
  })
})

describe('by phone', () => {
  const start = wall(TUESDAY, 12)

  test.for([
    ['SMS where there is no WhatsApp', { sms: true }, null, 'sms', null],
    ['WhatsApp in free words after a message', { whatsapp: 'bare', sms: true }, 23, 'whatsapp', null],
    ['WhatsApp by its template a day later', { whatsapp: 'template', sms: true }, 25, 'whatsapp', null],
    ['SMS where there is no template', { whatsapp: 'bare', sms: true }, 25, 'sms', /no template: sent by SMS/],
    ['e-mail where there is neither', { whatsapp: 'bare', mail: true }, null, 'email', /no template: sent by e-mail/],
  ] as const)('%s', async ([, on, hoursAgo, sentBy, note]) => {
    const visit = await house.book(start)
    await house.deliver({})
    const at = start.subtract({ hours: 1 })
    if (hoursAgo !== null) {
      house.clock.at = at.subtract({ hours: hoursAgo })
      expect(await house.inbound(`whatsapp:${PHONE}`, 'Is there parking?')).toMatchObject({ status: 200 })
    }
    await house.deliverAt(at, on)
    const line = await house.line(visit, { kind: 'visit_1h', ...toVisitor })
    const sms = sentBy === 'sms'
    expect(line).toMatchObject({ status: 'sent', sentBy, attempts: [{ sentBy, outcome: 'accepted' }] })
    if (note) expect(line.attempts[0]!.note).toMatch(note)
    else expect(line.attempts[0]!.note).toBeNull()
    if (sentBy === 'email') {
      expect(house.mailsTo(ASHA).map(({ messageId }) => messageId)).toContain(line.providerId)
      expect(house.twilio.messages).toEqual([])
      return
    }
    expect(house.twilio.messages).toHaveLength(1)
    const [message] = house.twilio.messages
    const isTemplate = 'whatsapp' in on && on.whatsapp === 'template'
    expect(message).toMatchObject({
      sid: line.providerId,
      to: sms ? PHONE : `whatsapp:${PHONE}`,
      from: sms ? '+15005550006' : 'whatsapp:+15005550007',
      contentSid: isTemplate ? `HX${'a'.repeat(32)}` : null,
    })
    const words = isTemplate ? JSON.parse(message!.contentVariables!)[1] : message!.body
    expect(words).toMatch(/^Mosaic Homes: your visit is today at 12:00 pm/)
    expect(isTemplate ? message!.body : null).toBeNull()
  })

  test('STOP ends it, START allows it again', async () => {
    const tell = async (hour: number) => {
      const visit = await house.book(wall(WEDNESDAY, hour), { contact: byPhone })
      await house.deliver()
      const { status, reason, attempts } = await house.line(visit, { kind: 'confirmation' })
      return [status, reason, attempts.length, house.twilio.messages.length]
    }
    expect(await tell(9)).toEqual(['sent', null, 1, 1])
    const stop = `SM${'5'.repeat(32)}`
    expect(await house.inbound(PHONE, ' Stop ', { sid: stop })).toMatchObject({
      status: 200,
      type: expect.stringMatching(/^text\/xml/),
    })
    expect(await tell(10)).toEqual(['suppressed', 'no_consent', 0, 1])
    expect(await house.inbound(PHONE, 'START', { token: 'not ours' })).toMatchObject({ status: 403 })
    expect(await tell(11)).toEqual(['suppressed', 'no_consent', 0, 1])
    await house.inbound(PHONE, 'START')
    expect(await tell(12)).toEqual(['sent', null, 1, 2])
    await house.inbound(PHONE, 'Stop', { sid: stop })
    expect(await tell(13)).toEqual(['sent', null, 1, 3])
  })

  test('what Twilio reports is believed once, in its order, if it is Twilio who says it', async () => {
    const [visit, other] = [
      await house.book(wall(WEDNESDAY, 9), { contact: byPhone }),
      await house.book(wall(WEDNESDAY, 10), { contact: byPhone }),
    ]
    await house.deliver()
    const line = await house.line(visit, { kind: 'confirmation' })
    const now = async () => {
      const { status, reason, delivery } = await house.line(visit, { kind: 'confirmation' })
      return [status, reason, delivery]
    }
    const { report } = house.twilio
    expect(await report(line.providerId!, ['read', 'failed'], { token: 'not ours' })).toEqual([403, 403])
    expect(await now()).toEqual(['sent', null, 'accepted'])
    expect(await report(line.providerId!, ['sent', 'queued', 'delivered', 'sent', 'delivered', 'undelivered'])).toEqual(
      Array(6).fill(200),
    )
    expect(await now()).toEqual(['sent', null, 'delivered'])
    const lost = await house.line(other, { kind: 'confirmation' })
    await report(lost.providerId!, ['sent', 'undelivered', 'sent'], { errorCode: 30005 })
    expect(await house.line(other, { kind: 'confirmation' })).toMatchObject({
      status: 'failed',
      reason: 'twilio.30005',
      delivery: 'undelivered',
    })
  })
})

describe('notifications', () => {
  async function subscribed() {
    const agent = await actor(house.ctx())
    if (agent.actor.kind !== 'account') throw new Error('no account')
    await sql`update staff set account_id = ${agent.actor.accountId}::uuid where id = ${house.agents[0]}::uuid`.execute(
      store.db,
    )
    const channel = house.channels({ push: true }).push!
    const browser = house.push.subscribe(channel.publicKey)
    await addPushDevice(agent, { ...browser, device: 'Telephone' }, channel)
    const visit = (hour: number) => house.book(wall(WEDNESDAY, hour), { contact: byMail, staffId: house.agents[0] })
    return { agent, visit, endpoint: browser.endpoint }
  }
  const ofPush = { kind: 'new_visit', channel: 'push' } as const

  test('reach the browser of who has the visit, signed by the house and readable there alone', async () => {
    const { visit } = await subscribed()
    const booked = await visit(10)
    await house.deliver()
    expect(house.push.messages).toHaveLength(1)
    const [told] = house.push.messages
    expect(told).toMatchObject({
      json: {
        title: 'New: visit, Wed 25 Nov, 10:00 am',
        body: 'New: visit, Wed 25 Nov, 10:00 am, Asha Rao.',
        path: `/console/calendar?appointment=${booked.code}`,
      },
      vapid: {
        aud: house.push.url,
        sub: 'mailto:desk@homes.example',
        publicKey: house.channels({ push: true }).push!.publicKey,
      },
      ttl: 49 * 3_600,
    })
    expect(await house.line(booked, ofPush)).toMatchObject({ status: 'sent', sentBy: 'push', attempts: { length: 1 } })
    await house.deliverAt(wall(WEDNESDAY, 9))
    expect(house.push.messages[1]!.json).toMatchObject({ title: 'Today at 10:00 am: visit, Asha Rao' })
  })

  test('of which nobody knows are sent again in place of themselves', async () => {
    const { visit, endpoint } = await subscribed()
    house.push.behave({ kind: 'drop' }, 1)
    const booked = await visit(10)
    await house.deliverFor(5)
    expect(house.push.messages.map(({ topic }) => topic)).toEqual(Array(2).fill(house.push.messages[0]!.topic))
    expect(house.push.waiting(endpoint)).toHaveLength(1)
    const line = await house.line(booked, ofPush)
    expect([line.status, ...line.attempts.map(({ outcome }) => outcome)]).toEqual(['sent', 'unclear', 'accepted'])
  })

  test('that a browser wants no more end with its device', async () => {
    const { agent, visit, endpoint } = await subscribed()
    house.push.unsubscribe(endpoint)
    const first = await visit(10)
    await house.deliver()
    expect(await house.line(first, ofPush)).toMatchObject({
      status: 'failed',
      reason: 'push.gone',
      attempts: { length: 1 },
    })
    expect(await listPushDevices(agent)).toEqual([])
    const asked = house.push.requests()
    const second = await visit(11)
    await house.deliver()
    expect(await house.line(second, ofPush)).toMatchObject({ status: 'suppressed', reason: 'no_address', attempts: [] })
    expect([house.push.requests(), house.push.messages.length]).toEqual([asked, 0])
  })
})

describe('a house', () => {
  test('without settings keeps the words, tells nobody, and logs each once without a name', async () => {
    const lines: string[] = []
    const note = (fields: object, message?: string) => lines.push(JSON.stringify({ ...fields, message }))
    const visit = await house.book(wall(WEDNESDAY, 10))
    const asked = [house.mail.connections(), house.twilio.requests(), house.push.requests()]
    await house.deliver({}, house.ctx({ log: { debug: note, info: note, warn: note, error: note } }))
    const off = await house.ledger(visit, { status: 'suppressed', reason: 'channel_off' })
    expect(off.map(({ kind, attempts }) => [kind, attempts.length]).sort()).toEqual([
      ['confirmation', 0],
      ['new_visit', 0],
    ])
    expect(off.find(({ kind }) => kind === 'confirmation')).toMatchObject({
      subjectLine: 'Confirmed: your visit, Wed 25 Nov, 10:00 am',
      body: expect.stringContaining('Wednesday, 25 November 2026, 10:00 am'),
    })
    expect(lines).toHaveLength(2)
    for (const { id } of off) expect(lines.filter(line => line.includes(id))).toHaveLength(1)
    expect(lines.join()).not.toMatch(/@|asha|98765|Nov|confirmed|#/i)
    expect([house.mail.connections(), house.twilio.requests(), house.push.requests()]).toEqual(asked)
  })

  test('that slept six hours sends what is still of use, and closes the rest as late', async () => {
    const today = await house.book(wall('2026-11-23', 12))
    const tomorrow = await house.book(wall(TUESDAY, 12))
    await house.deliver()
    house.mail.mails.length = 0
    await house.deliverAt(wall('2026-11-23', 16).subtract({ minutes: 30 }))
    expect(await house.line(today, { kind: 'visit_1h', ...toVisitor })).toMatchObject({
      status: 'suppressed',
      reason: 'late',
      attempts: [],
    })
    expect(await house.line(today, { kind: 'follow_up' })).toMatchObject({ status: 'sent' })
    expect(await house.line(tomorrow, { kind: 'visit_24h' })).toMatchObject({
      status: 'sent',
      sentAt: String(house.clock.at),
    })
    expect(house.twilio.messages).toEqual([])
    expect(
      house
        .mailsTo(ASHA)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['How was your visit?', 'Tomorrow at 12:00 pm: your visit'])
  })

  test('that wakes at night lets the visitor sleep, unless they act themselves', async () => {
    const visit = await house.book(wall(WEDNESDAY, 17))
    await house.deliver()
    house.mail.mails.length = 0
    await house.deliverAt(wall(TUESDAY, 22)) // 24 hours before the visit was at 17:00.
    expect(house.mailsTo(ASHA)).toEqual([])
    const morning = wall(WEDNESDAY, 8)
    const line = () => house.line(visit, { kind: 'visit_24h' })
    expect(await line()).toMatchObject({ status: 'scheduled', dueAt: String(morning), attempts: [] })
    const byStaff = await house.book(wall('2026-11-26', 10))
    await moveAppointment(house.staff(), { code: byStaff.code, start: wall('2026-11-26', 11) })
    await house.deliver()
    expect(house.mailsTo(ASHA)).toHaveLength(0)
    const own = await house.book(wall('2026-11-27', 10))
    await house.deliver()
    expect(await house.line(own, { kind: 'confirmation' })).toMatchObject({
      status: 'sent',
      sentAt: String(house.clock.at),
    })
    expect(await house.deliverAt(justBefore(morning))).toBe(0)
    await house.deliverAt(morning)
    expect(await line()).toMatchObject({ status: 'sent', sentAt: String(morning) })
    expect(await house.line(byStaff, { kind: 'change' })).toMatchObject({ status: 'sent', sentAt: String(morning) })
  })

  test('keeps the night of a visitor far away: the hour before a visit is told in their evening', async () => {
    const visit = await house.book(wall(WEDNESDAY, 10), { visitorTimeZone: 'America/New_York' }) // 23:30 on Tuesday there.
    expect(await house.line(visit, { kind: 'visit_1h', ...toVisitor })).toMatchObject({ localDue: '2026-11-24T20:59' })
    expect(await house.line(visit, { kind: 'visit_24h' })).toMatchObject({ localDue: '2026-11-24T08:00' })
    await house.deliver()
    const evening = Temporal.Instant.from('2026-11-24T20:59:00-05:00')
    await house.deliverAt(justBefore(evening))
    expect(house.twilio.messages).toHaveLength(0)
    await house.deliverAt(evening)
    expect(house.twilio.messages[0]!.body).toMatch(/10:00 am .*11:30 pm your time/)
  })
})
