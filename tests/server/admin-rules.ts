import { type Rule, read, write } from './rule.ts'

/** The rules of administrators, and of what was kept in an outage. */
export const ADMIN_RULES: Record<string, Rule> = {
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
