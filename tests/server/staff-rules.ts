import { randomUUID } from 'node:crypto'
import { ADMIN_RULES } from './admin-rules.ts'
import { inDays, lead, type Rule, read, talk, write } from './rule.ts'

const STAFF_RULES: Record<string, Rule> = {
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
}

/**
 * What each role may do, and what of it the audit log tells: every route of staff and administrators has its line here, or
 * staff-rights.test.ts fails. A route's desk says who it is for; a write's action is the line that it leaves.
 */
export const RULES: Record<string, Rule> = { ...STAFF_RULES, ...ADMIN_RULES }
