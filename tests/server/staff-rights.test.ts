import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { bookSession } from '../../src/appointments/index.ts'
import { makeCoach, makeMember } from '../../src/appointments/sessions/testing.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'
import { form } from './form.ts'

/**
 * What each role may do, and what of it the audit log tells: every route of staff and administrators has its line here, or the
 * first test fails. A route's desk says who it is for; a write's action is the line that it leaves.
 */
const store = testStore({ connections: 4 })
const server = testServer(store, { BUSINESS_TIME_ZONE: 'Asia/Kolkata' })

/** `sales`: agents, `career`: coaches, `both`: each their own desk or themselves; administrators all of it. */
type Desk = 'sales' | 'career' | 'both' | 'admin'
type Made = Record<string, string>
type Rule = {
  desk: Desk
  /** Of a write: the line that it leaves. Null with the reason: nothing that anybody would look for. */
  action?: string | null
  /** The address with its parameters; a write with one is called by an administrator, in the order of the table */
  path?: (made: Made) => string
  json?: (made: Made) => object
  /** Keeps something of the answer for the calls that follow */
  keep?: (answer: unknown, made: Made) => void
}

const read = (desk: Desk, path?: Rule['path']): Rule => ({ desk, ...(path && { path }) })
const talk = (deed: string) => (made: Made) => `/api/staff/conversations/${made.talk}/${deed}`
const lead = (more: string) => (made: Made) => `/api/staff/leads/${made.person}${more}`
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const write = (
  desk: Desk,
  action: string | null,
  path?: Rule['path'],
  json?: Rule['json'],
  keep?: Rule['keep'],
): Rule => ({
  desk,
  action,
  ...(path && { path }),
  ...(json && { json }),
  ...(keep && { keep }),
})

const RULES: Record<string, Rule> = {
  // Conversations: each desk its own
  'GET /api/staff/conversations': read('both'),
  'GET /api/staff/conversations/:id': read('sales', made => `/api/staff/conversations/${made.talk}`),
  'GET /api/staff/conversations/:id/context': read('sales', talk('context')),
  'POST /api/staff/conversations/:id/take': write('sales', 'conversation.taken', talk('take')),
  'POST /api/staff/conversations/:id/messages': write('sales', 'conversation.answered', talk('messages'), () => ({
    id: randomUUID(),
    text: 'Good morning!',
  })),
  'POST /api/staff/conversations/:id/notes': write('sales', 'conversation.noted', talk('notes'), () => ({
    text: 'Hm.',
  })),
  'POST /api/staff/conversations/:id/presence': write('sales', null),
  'POST /api/staff/conversations/:id/transfer': write('sales', 'conversation.transferred', talk('transfer'), made => ({
    to: made.agent,
  })),
  'POST /api/staff/conversations/:id/close': write('sales', 'conversation.closed', talk('close')),
  'POST /api/staff/conversations/:id/reopen': write('sales', 'conversation.reopened', talk('reopen')),
  'POST /api/staff/conversations/:id/release': write('sales', 'conversation.released', talk('release')),
  'POST /api/staff/conversations/:id/suggestions': write('sales', null),
  'GET /api/staff/live': read('both'),
  'GET /api/staff/colleagues': read('both'),
  'GET /api/staff/canned-replies': read('both'),
  'POST /api/staff/canned-replies': write(
    'both',
    'canned_reply.saved',
    () => '/api/staff/canned-replies',
    () => ({ desk: 'sales', short: 'hello', text: 'Hello!', shared: true }),
    (answer, made) => {
      made.reply = (answer as { items: { id: string }[] }).items[0]!.id
    },
  ),
  'PUT /api/staff/canned-replies/:id': write(
    'both',
    'canned_reply.saved',
    made => `/api/staff/canned-replies/${made.reply}`,
    () => ({ desk: 'sales', short: 'hello', text: 'Hello there!', shared: true }),
  ),
  'DELETE /api/staff/canned-replies/:id': write(
    'both',
    'canned_reply.removed',
    made => `/api/staff/canned-replies/${made.reply}`,
  ),
  // Appointments: visits and callbacks are the sales desk's, sessions the career desk's
  'GET /api/staff/appointments': read('both'),
  'GET /api/staff/appointments/overdue': read('sales', () => '/api/staff/appointments/overdue'),
  'GET /api/staff/callbacks': read('sales', () => '/api/staff/callbacks'),
  'GET /api/staff/appointments/:code': read('sales', made => `/api/staff/appointments/${made.visit}`),
  'POST /api/staff/appointments': write(
    'sales',
    'appointment.requested',
    () => '/api/staff/appointments',
    () => ({ kind: 'callback', reason: 'general', contact: { name: 'Ravi', phone: '+919876500001' } }),
    (answer, made) => {
      made.callback = (answer as { code: string }).code
    },
  ),
  'PATCH /api/staff/appointments/:code': write(
    'sales',
    'appointment.noted',
    made => `/api/staff/appointments/${made.visit}`,
    () => ({ version: 1, staffNotes: 'Second visit' }),
  ),
  'POST /api/staff/appointments/:code/attempts': write(
    'sales',
    'appointment.contacted',
    made => `/api/staff/appointments/${made.callback}/attempts`,
    () => ({ outcome: 'successful' }),
  ),
  'POST /api/staff/appointments/:code/status': write(
    'sales',
    'appointment.cancelled',
    made => `/api/staff/appointments/${made.visit}/status`,
    () => ({ status: 'cancelled' }),
  ),
  'GET /api/staff/workload': read('both'),
  'GET /api/staff/reports': read('sales', () => '/api/staff/reports?from=2026-01-01&to=2026-02-01'),
  'GET /api/staff/reports/funnel': read('sales'),
  'GET /api/staff/reports/sources': read('sales'),
  'GET /api/staff/reports/response-times': read('sales'),
  'GET /api/staff/reports/calibration': read('sales'),
  'GET /api/staff/reports/cards': read('sales'),
  'GET /api/staff/reports/unanswered': read('sales'),
  'GET /api/staff/availability': read('both'),
  'PATCH /api/admin/staff/:id': write(
    'admin',
    'staff.changed',
    made => `/api/admin/staff/${made.member}`,
    made => ({ name: 'Meera K', version: Number(made.memberVersion) }),
  ),
  'PUT /api/staff/availability': write(
    'both',
    'staff.hours_changed',
    made => `/api/staff/availability?staff=${made.member}`,
    () => ({ hours: [{ weekday: 1, opens: '10:00', closes: '16:00' }] }),
  ),
  'POST /api/staff/time-off': write(
    'both',
    'staff.time_off_added',
    () => '/api/staff/time-off',
    made => ({ staffId: made.member, start: inDays(40), end: inDays(41) }),
    (answer, made) => {
      made.timeOff = (answer as { id: string }).id
    },
  ),
  'DELETE /api/staff/time-off/:id': write(
    'both',
    'staff.time_off_removed',
    made => `/api/staff/time-off/${made.timeOff}`,
  ),
  'GET /api/staff/team': read('both'),
  'GET /api/staff/calendar': read('both'),
  'POST /api/staff/calendar/caldav': write('both', 'calendars.connected'),
  'POST /api/staff/calendar/google': write('both', null),
  'GET /api/staff/calendar/google/callback': read('both'),
  'DELETE /api/staff/calendar': write('both', 'calendars.disconnected'),
  'POST /api/staff/calendar/sync': write(
    'both',
    'calendars.sync_asked',
    made => `/api/staff/calendar/sync?staff=${made.member}`,
  ),
  'GET /api/staff/feed': read('both'),
  'POST /api/staff/feed': write('both', 'calendars.feed_made', made => `/api/staff/feed?staff=${made.member}`),
  'DELETE /api/staff/feed': write('both', 'calendars.feed_ended', made => `/api/staff/feed?staff=${made.member}`),
  // Reminders: each desk what it planned
  'GET /api/staff/reminders': read('both'),
  'GET /api/staff/reminders/statistics': read('both'),
  'POST /api/staff/reminders/:id/cancel': write('both', 'reminder.cancelled'),
  'POST /api/staff/reminders/:id/resend': write('both', 'reminder.resent'),
  'GET /api/staff/inbound-messages': read('both'),
  'GET /api/staff/push': read('both'),
  'POST /api/staff/push': write('both', 'account.device_added'),
  'DELETE /api/staff/push/:id': write('both', 'account.device_removed'),
  'POST /api/staff/push/test': write('both', null),
  // Leads
  'GET /api/staff/leads': read('sales', () => '/api/staff/leads'),
  'GET /api/staff/leads/counts': read('sales', () => '/api/staff/leads/counts'),
  'GET /api/staff/leads/tags': read('sales', () => '/api/staff/leads/tags'),
  'GET /api/staff/leads/views': read('sales', () => '/api/staff/leads/views'),
  'GET /api/staff/leads/:id': read('sales', lead('')),
  'GET /api/staff/leads/:id/timeline': read('sales', lead('/timeline')),
  'GET /api/staff/leads/:id/signals': read('sales', lead('/signals')),
  'GET /api/staff/leads/:id/duplicates': read('sales', lead('/duplicates')),
  'GET /api/staff/leads/:id/cards': read('sales', lead('/cards')),
  'GET /api/staff/leads/:id/calls': read('sales', lead('/calls')),
  'POST /api/staff/leads/:id/call': write('sales', 'lead.call_noted'),
  'PUT /api/staff/leads/:id/cards/:card/mark': write('sales', 'card.marked'),
  'POST /api/staff/leads/changes': write('sales', 'lead.tagged'),
  'POST /api/staff/leads/:id/override': write('sales', 'lead.overridden', lead('/override'), () => ({
    temperature: 'hot',
    reason: 'Came with a deposit',
    until: inDays(3),
  })),
  'DELETE /api/staff/leads/:id/override': write('sales', 'lead.override_withdrawn', lead('/override')),
  'POST /api/staff/leads/:id/tags': write('sales', 'lead.tagged', lead('/tags'), () => ({ add: ['nri'], remove: [] })),
  'POST /api/staff/leads/:id/owner': write('sales', 'lead.owner_set', lead('/owner'), made => ({
    staffId: made.member,
  })),
  'POST /api/staff/leads/:id/notes': write(
    'sales',
    'lead.note_added',
    lead('/notes'),
    () => ({ text: 'Likes corners' }),
    (answer, made) => {
      made.note = (answer as { id: string }).id
    },
  ),
  'PATCH /api/staff/leads/:id/notes/:noteId': write(
    'sales',
    'lead.note_edited',
    made => `/api/staff/leads/${made.person}/notes/${made.note}`,
    () => ({ text: 'Likes gardens' }),
  ),
  'DELETE /api/staff/leads/:id/notes/:noteId': write(
    'sales',
    'lead.note_deleted',
    made => `/api/staff/leads/${made.person}/notes/${made.note}`,
  ),
  'POST /api/staff/leads/:id/notes/:noteId/restore': write(
    'sales',
    'lead.note_restored',
    made => `/api/staff/leads/${made.person}/notes/${made.note}/restore`,
  ),
  'POST /api/staff/leads/views': write('sales', 'lead.view_saved'),
  'DELETE /api/staff/leads/views/:id': write('sales', 'lead.view_deleted'),
  'POST /api/staff/leads/:id/duplicates/dismiss': write('sales', 'lead.distinguished'),
  'POST /api/staff/leads/:id/merge': write('sales', 'person.merged'),
  'POST /api/staff/leads/:id/merge/:mergeId/undo': write('sales', 'person.merge_undone'),
  // People of the career desk
  'GET /api/staff/people': read('career', () => '/api/staff/people'),
  'GET /api/staff/people/:id': read('career', made => `/api/staff/people/${made.client}`),
  'PUT /api/staff/people/:id/notes': write(
    'career',
    'person.noted',
    made => `/api/staff/people/${made.client}/notes`,
    () => ({ text: 'Two offers', basedOn: 0 }),
  ),
  // Settings that staff work by
  'GET /api/admin/settings/appointments': read('both'),
  'GET /api/admin/settings/reminders': read('both'),
  'GET /api/admin/settings/sessions': read('both'),
  // Administrators
  'PUT /api/admin/settings/appointments': write(
    'admin',
    'appointments.settings_changed',
    () => '/api/admin/settings/appointments',
    () => ({ opens: '08:00' }),
  ),
  'PUT /api/admin/settings/reminders': write(
    'admin',
    'reminders.settings_changed',
    () => '/api/admin/settings/reminders',
    () => ({ quietFrom: '22:00' }),
  ),
  'PUT /api/admin/settings/sessions': write(
    'admin',
    'appointments.settings_changed',
    () => '/api/admin/settings/sessions',
    () => ({ minutes: 45 }),
  ),
  'PUT /api/admin/settings/business': write(
    'admin',
    'settings.changed',
    () => '/api/admin/settings/business',
    () => ({ name: 'Hill Homes', timeZone: 'Asia/Kolkata', currency: 'INR', version: 0 }),
  ),
  'PUT /api/admin/settings/sales': write('admin', 'appointments.settings_changed'),
  'PUT /api/admin/settings/sessions/current': write('admin', 'appointments.settings_changed'),
  'PUT /api/admin/settings/reminders/current': write('admin', 'reminders.settings_changed'),
  'PUT /api/admin/settings/brand': write(
    'admin',
    'settings.changed',
    () => '/api/admin/settings/brand',
    () => ({ accent: '#224488', greeting: null, logo: null, version: 0 }),
  ),
  'PUT /api/admin/settings/retention': write(
    'admin',
    'settings.changed',
    () => '/api/admin/settings/retention',
    () => ({ months: 120, version: 0 }),
  ),
  'PUT /api/admin/settings/backups': write(
    'admin',
    'settings.changed',
    () => '/api/admin/settings/backups',
    () => ({ on: false, at: '03:00', place: 'folder', daily: 7, weekly: 4, monthly: 6, version: 0 }),
  ),
  'POST /api/admin/backups': write(
    'admin',
    'backup.asked',
    () => '/api/admin/backups',
    () => ({}),
  ),
  'POST /api/admin/settings/:group/restore': write(
    'admin',
    'settings.changed',
    () => '/api/admin/settings/retention/restore',
    () => ({ restore: 0, version: 1 }),
  ),
  'POST /api/admin/channels/:channel/test': write('admin', 'channel.tested'),
  'POST /api/admin/pictures': write('admin', 'settings.picture_added'),
  'PUT /api/admin/settings/widget': write('admin', 'widget.saved'),
  'POST /api/admin/settings/widget/secrets': write('admin', 'widget.secret_made'),
  'DELETE /api/admin/settings/widget/secrets/:id': write('admin', 'widget.secret_ended'),
  'PUT /api/admin/settings/answers': write('admin', 'answer_text.saved'),
  'POST /api/admin/settings/answers/preview': write('admin', null),
  'PUT /api/admin/settings/market': write('admin', 'market.recorded'),
  'POST /api/admin/settings/market/import': write('admin', 'market.recorded'),
  'POST /api/admin/leads/weights/preview': write(
    'admin',
    'lead.listed',
    () => '/api/admin/leads/weights/preview',
    made => JSON.parse(made.weights!) as object,
  ),
  'PUT /api/admin/leads/weights': write('admin', 'lead.weights_saved'),
  'POST /api/admin/leads/rescore': write(
    'admin',
    'lead.rescore_wanted',
    () => '/api/admin/leads/rescore',
    () => ({}),
  ),
  'POST /api/admin/codes': write(
    'admin',
    'code.added',
    () => '/api/admin/codes',
    () => ({ kind: 'promo', sessions: 1, maxUses: 1, code: 'SPRING26' }),
  ),
  'PATCH /api/admin/codes/:code': write(
    'admin',
    'code.changed',
    () => '/api/admin/codes/SPRING26',
    () => ({ active: false }),
  ),
  'PATCH /api/admin/accounts/:id': write(
    'admin',
    'account.role_changed',
    made => `/api/admin/accounts/${made.agent}`,
    () => ({ role: 'coach' }),
  ),
  'POST /api/admin/accounts/:id/reset-link': write(
    'admin',
    'account.reset_link_made',
    made => `/api/admin/accounts/${made.agent}/reset-link`,
  ),
  'POST /api/admin/invitations': write(
    'admin',
    'account.invited',
    () => '/api/admin/invitations',
    () => ({ role: 'agent', email: 'new@example.com' }),
    (answer, made) => {
      made.invitation = (answer as { id: string }).id
    },
  ),
  'DELETE /api/admin/invitations/:id': write(
    'admin',
    'account.invitation_withdrawn',
    made => `/api/admin/invitations/${made.invitation}`,
  ),
  'POST /api/admin/person-merges/:id/undo': write('admin', 'person.merge_undone'),
  'POST /api/admin/outbox/:id/link': write('admin', 'account.link_handed_over'),
  'POST /api/admin/staff': write(
    'admin',
    'staff.added',
    () => '/api/admin/staff',
    () => ({ name: 'Lata' }),
  ),
  'POST /api/admin/imports': write('admin', 'catalogue.imported'),
  // What was kept in an outage and waits for review
  'GET /api/admin/outage-entries': read('admin'),
  'GET /api/admin/outage-entries/count': read('admin'),
  'GET /api/admin/outage-entries/:id/file': read('admin', made => `/api/admin/outage-entries/${made.outageFile}/file`),
  'POST /api/admin/outage-entries/:id/settle': write(
    'admin',
    'outage.settled',
    made => `/api/admin/outage-entries/${made.outage}/settle`,
    () => ({}),
  ),
  'POST /api/admin/listings': write('admin', 'catalogue.imported'),
  'PATCH /api/admin/listings/:id': write(
    'admin',
    'listing.published',
    made => `/api/admin/listings/${made.listing}`,
    () => ({ published: false }),
  ),
  'POST /api/admin/feeds': write(
    'admin',
    'feed.added',
    () => '/api/admin/feeds',
    () => ({ name: 'Board', url: 'https://jobs.invalid/feed.json', shape: 'json', cron: '0 5 * * *' }),
    (answer, made) => {
      made.feed = (answer as { id: string }).id
    },
  ),
  'PATCH /api/admin/feeds/:id': write(
    'admin',
    'feed.changed',
    made => `/api/admin/feeds/${made.feed}`,
    () => ({ cron: '0 6 * * *' }),
  ),
  'POST /api/admin/feeds/:id/runs': write('admin', 'feed.run', made => `/api/admin/feeds/${made.feed}/runs`),
  'DELETE /api/admin/sample-postings': write('admin', 'catalogue.sample_removed', () => '/api/admin/sample-postings'),
  'POST /api/admin/sample-postings': write('admin', 'catalogue.sample_added', () => '/api/admin/sample-postings'),
}

let agent: Caller
let coach: Caller
let admin: Caller
let member: Caller
const made: Made = {}

const idOf = async (who: Caller) => ((await who.expect(200, 'GET', '/api/account')) as { id: string }).id

beforeAll(async () => {
  const noor = await makeCoach(store.ctx())
  admin = await server.administrator()
  ;[agent, coach, member] = [
    await server.account('agent'),
    await server.account('coach'),
    await server.account('member'),
  ]
  made.agent = await idOf(agent)
  const team = (await admin.expect(200, 'GET', '/api/staff/team')) as {
    items: { id: string; role: string; version: number }[]
  }
  const own = team.items.find(({ role }) => role === 'agent')!
  Object.assign(made, { member: own.id, memberVersion: String(own.version) })
  const visitor = await server.visitor()
  await visitor.say('my name is Asha, 2 bhk in Hebbal under 90 lakh')
  await visitor.expect(200, 'POST', '/api/sales/hand-off', { json: {} })
  const { next } = (await visitor.expect(200, 'GET', '/api/slots')) as { next: { start: string }[] }
  const contact = { name: 'Asha', email: 'asha@example.com' }
  const visit = await visitor.expect(201, 'POST', '/api/site-visits', { json: { start: next[0]!.start, contact } })
  made.visit = (visit as { code: string }).code
  const found = await store.pool.query<{ talk: string; person: string }>(
    'select id as talk, person_id as person from conversations order by created_at limit 1',
  )
  Object.assign(made, found.rows[0])
  const note = { json: { text: 'Calls back in May' } }
  made.note = ((await agent.expect(201, 'POST', `/api/staff/leads/${made.person}/notes`, note)) as { id: string }).id
  const call = { kind: 'callback', reason: 'general', contact: { name: 'Ravi', phone: '+919876500002' } }
  made.callback = (
    (await agent.expect(201, 'POST', '/api/staff/appointments', { json: call })) as { code: string }
  ).code
  const client = await makeMember(store.ctx())
  const start = Temporal.Now.zonedDateTimeISO('America/Toronto').toPlainDate().add({ days: 8 })
  const weekday = start.add({ days: (10 - start.dayOfWeek) % 7 })
  const session = await bookSession(client.ctx, {
    start: weekday.toZonedDateTime({ timeZone: 'America/Toronto', plainTime: '10:00' }).toInstant(),
    topic: 'A private topic',
  })
  Object.assign(made, { client: client.personId, session: session.code, noor })
  const listings = (await admin.expect(200, 'GET', '/api/admin/listings')) as { items: { id: string }[] }
  made.listing = listings.items[0]!.id
  made.outage = randomUUID()
  await store.pool.query(
    `insert into outage_entries (id, lane, kind, received_at, state, reason, settled_at)
     values ($1, '', 'message', now(), 'review', 'outage.session', now())`,
    [made.outage],
  )
  made.outageFile = randomUUID()
  await store.pool.query(
    `insert into outage_entries (id, lane, kind, received_at, state, reason, settled_at, bytes)
     values ($1, '', 'file', now(), 'review', 'files.no_room', now(), 'words')`,
    [made.outageFile],
  )
  const { version, weights, rules } = (await admin.expect(200, 'GET', '/api/admin/leads/weights')) as Record<
    'version' | 'weights' | 'rules',
    unknown
  >
  made.weights = JSON.stringify({ version, weights, rules })
}, 60_000)

const isStaff = ({ access }: { access: string }) => ['staff', 'coach', 'admin'].includes(access)

test('every route of staff says what it is for: who may read it, and which line a change leaves', () => {
  const routes = server.app.routeTable.filter(isStaff)
  const missing = routes
    .filter(({ method, url, access }) => !RULES[`${method} ${url}`] && !(method === 'GET' && access === 'admin'))
    .map(({ method, url }) => `${method} ${url}`)
  expect(missing, 'add a line to the table of this file').toEqual([])
  const silent = routes.filter(({ method, audit }) => method === 'GET' && audit === undefined).map(({ url }) => url)
  expect(silent, 'say in the config of the route what it shows of people, or `audit: false`').toEqual([])
  const known = new Set(routes.map(({ method, url }) => `${method} ${url}`))
  expect(Object.keys(RULES).filter(route => !known.has(route))).toEqual([])
  const writes = routes.filter(({ method }) => method !== 'GET')
  expect(writes.filter(({ method, url }) => RULES[`${method} ${url}`]!.action === undefined)).toEqual([])
})

describe('what belongs to the other desk', () => {
  test.each(Object.entries(RULES).filter(([, { desk, path }]) => path && (desk === 'sales' || desk === 'career')))(
    '%s is refused, or not to be found',
    async (route, { desk, path, json }) => {
      const [method] = route.split(' ') as [string]
      for (const stranger of [desk === 'sales' ? coach : agent, member]) {
        const before = await lastLine()
        const answer = await stranger.call(method, path!(made), json ? { json: json(made) } : {})
        expect([403, 404], `${method} ${path!(made)}: ${answer.status} ${answer.text.slice(0, 200)}`).toContain(
          answer.status,
        )
        expect(await lastLine(), 'nothing was read or changed').toEqual(before)
      }
    },
  )

  test('is not in what both desks read', async () => {
    const everything = async (who: Caller) => {
      const looks = ['conversations', 'appointments', 'reminders', 'inbound-messages'].map(list => `/api/staff/${list}`)
      return (await Promise.all(looks.map(path => who.expect(200, 'GET', path))))
        .map(part => JSON.stringify(part))
        .join()
    }
    const [ofAgent, ofCoach, ofAdmin] = [await everything(agent), await everything(coach), await everything(admin)]
    for (const [word, isThere] of [
      [made.visit!, [true, false, true]],
      [made.talk!, [true, false, true]],
      [made.session!, [false, true, true]],
    ] as const)
      expect([ofAgent.includes(word), ofCoach.includes(word), ofAdmin.includes(word)], word).toEqual(isThere)
    const session = `/api/staff/appointments/${made.session}`
    expect([(await agent.call('GET', session)).status, (await coach.call('GET', session)).status]).toEqual([404, 200])
  })
})

describe('what staff read of people', () => {
  const lines = async (action: string) =>
    (
      await store.pool.query<{ subject_kind: string; subject_id: string; detail: Record<string, unknown> }>(
        'select subject_kind, subject_id, detail from audit_log where action = $1 and actor_id = $2 order by number',
        [action, made.agent],
      )
    ).rows

  test('is noted once in ten minutes, by whatever method', async () => {
    const before = (await lines('appointment.read')).length
    const visit = `/api/staff/appointments/${made.visit}`
    await agent.expect(200, 'HEAD', visit)
    await Promise.all([agent.expect(200, 'GET', visit), agent.expect(200, 'GET', visit)])
    expect((await lines('appointment.read')).length - before).toBe(1)
    const [read] = (await lines('appointment.read')).slice(-1)
    expect(read).toMatchObject({ subject_kind: 'appointment', detail: {} })
  })

  test('is noted also where it is the answer to a deed that changes nothing', async () => {
    const asha = await server.visitor()
    await asha.say('what is there in Hebbal?')
    const found = await store.pool.query<{ id: string }>(
      'select id from conversations order by created_at desc limit 1',
    )
    const talk = found.rows[0]!.id
    for (const deed of ['release', 'close']) {
      const other = await server.account('agent')
      const read = `select subject_id from audit_log where action = 'conversation.read' and actor_id = $1`
      const answer = await other.expect(200, 'POST', `/api/staff/conversations/${talk}/${deed}`)
      expect(JSON.stringify(answer)).toContain('what is there in Hebbal?')
      expect((await store.pool.query(read, [await idOf(other)])).rows, deed).toEqual([{ subject_id: talk }])
    }
    const other = await server.account('agent')
    const { appointment } = (await other.expect(200, 'GET', `/api/staff/appointments/${made.visit}`)) as {
      appointment: { version: number }
    }
    const third = await server.account('agent')
    const json = { version: appointment.version }
    await third.expect(200, 'PATCH', `/api/staff/appointments/${made.visit}`, { json })
    const shown = await store.pool.query<{ action: string }>('select action from audit_log where actor_id = $1', [
      await idOf(third),
    ])
    expect(shown.rows.map(({ action }) => action)).toContain('appointment.read')
  })

  test('is named with how many where it is a list, another page or search again, and not where it is refused', async () => {
    await agent.expect(200, 'GET', '/api/staff/appointments?kind=site_visit')
    await agent.expect(200, 'GET', '/api/staff/appointments?kind=site_visit&status=confirmed')
    const shown = await lines('appointment.listed')
    expect(shown.slice(-2)).toEqual([
      { subject_kind: 'list', subject_id: 'appointments', detail: { rows: 1 } },
      { subject_kind: 'list', subject_id: 'appointments', detail: { rows: 1 } },
    ])
    const before = await lastLine()
    await agent.expect(404, 'GET', `/api/staff/conversations/${randomUUID()}`)
    await agent.expect(400, 'GET', '/api/staff/appointments?cursor=x')
    expect(await lastLine()).toEqual(before)
  })

  test('is not shown where it cannot be noted', async () => {
    await store.pool.query(`create function no_lines() returns trigger language plpgsql as $$
      begin raise exception 'no room'; end $$;
      create trigger no_lines before insert on audit_log execute function no_lines()`)
    try {
      const answer = await agent.call('GET', '/api/staff/conversations?state=waiting')
      expect([answer.status, answer.text.includes(made.talk!)]).toEqual([500, false])
      expect((await admin.call('GET', '/api/admin/audit.csv')).status).toBe(500)
    } finally {
      await store.pool.query('drop trigger no_lines on audit_log; drop function no_lines()')
    }
    await agent.expect(200, 'GET', '/api/staff/conversations?state=waiting')
  })
})

test('every change by staff leaves its line, with ids, counts and states and nothing that anybody said', async () => {
  for (const [route, { action, path, json, keep }] of Object.entries(RULES)) {
    if (!action || !path) continue
    const [method] = route.split(' ') as [string]
    const before = await lastLine()
    const answer = await admin.call(method, path(made), json ? { json: json(made) } : {})
    expect(answer.status, `${route}: ${answer.text.slice(0, 300)}`).toBeLessThan(300)
    keep?.(answer.json, made)
    const { rows } = await store.pool.query<{ action: string; actor_id: string }>(
      `select action, actor_id from audit_log where number > $1`,
      [before],
    )
    expect(
      rows.map(row => row.action),
      route,
    ).toContain(action)
    expect(
      rows.every(row => row.actor_id !== null),
      route,
    ).toBe(true)
  }
  const cat = form({ name: 'file', value: 'name,price\n', file: 'homes.csv' })
  await admin.call('POST', '/api/admin/imports', cat)
  const { rows } = await store.pool.query<{ all: string }>(`select string_agg(detail::text, ' ') as all from audit_log`)
  for (const word of ['Asha', 'Ravi', '98765', 'Good morning', 'gardens', 'offers', 'deposit', 'Second visit', '@'])
    expect(rows[0]!.all).not.toContain(word)
}, 60_000)

async function lastLine(): Promise<number> {
  const { rows } = await store.pool.query<{ last: number }>('select coalesce(max(number), 0) as last from audit_log')
  return Number(rows[0]!.last)
}
