import { hashSecret } from '../../src/kernel/ids.ts'

/** What a made-up row holds where the types and checks of its columns do not say it: the data of fill.ts. */
export type Row = Record<string, unknown>

export type At = {
  mark: string
  number: number
  /** What was written to a table that comes before; `staff account` and `staff person` are somebody else's. */
  row(table: string): Row
}

/** Their account is the person's own; everywhere else it is somebody of the staff. */
export const OF_THE_PERSON = new Set([
  'account_credentials',
  'account_links',
  'account_mails',
  'account_sessions',
  'push_subscriptions',
])

const AT = '2026-03-04 05:06:07.123456+00'
const emailOf = (mark: string) => `${mark.toLowerCase().replaceAll(' ', '.')}@example.com`
const LATER = '2026-04-05 06:07:08.9+00'

export const ROWS: Record<string, (at: At) => Row> = {
  account_attempts: ({ mark }) => ({
    key: `email:${hashSecret(emailOf(mark))}`,
    window_ends_at: '2100-01-01 00:00:00+00',
  }),
  account_reset_requests: ({ mark }) => ({ email: emailOf(mark) }),
  accounts: ({ mark }) => ({ origin: 'sign_up', email: emailOf(mark), disabled_at: null, erase_at: null }),
  account_links: () => ({ kind: 'reset', role: null, expires_at: LATER, used_at: null }),
  answers: () => ({ prompt: '1.1' }),
  appointments: ({ number }) => ({
    code: `0123456789A${number}`,
    status: 'cancelled',
    hold_until: null,
    reason: null,
    urgency: null,
    due_at: null,
  }),
  audit_log: ({ row }) => ({ action: 'person.read', actor_id: row('staff account').id, subject_id: row('persons').id }),
  canned_replies: ({ mark }) => ({ short: mark.toLowerCase() }),
  coach_prompts: ({ mark, number }) => ({ key: `${mark.toLowerCase()}-${number}` }),
  coaching_cards: () => ({ call_id: null }),
  codes: ({ mark }) => ({ code: `CODE-${mark.toUpperCase()}`, kind: 'promo', expires_at: LATER }),
  enrolment_upgrades: () => ({ to_version: 9 }),
  conversation_states: () => ({ edit: null }),
  erasures: ({ row }) => ({ person_id: row('staff person').id }),
  experiments: () => ({ status: 'reviewed' }),
  facts: () => ({
    key: 'name',
    erased_at: null,
    superseded_at: null,
    superseded_by: null,
    superseded_reason: null,
    source_id: null,
  }),
  files: () => ({
    state: 'kept',
    text_state: 'done',
    text_reason: null,
    place: 'database',
    bound_for: null,
    bytes_missing_at: null,
  }),
  hand_offs: () => ({ acted_by: 'staff', state: 'human' }),
  lead_distinctions: ({ row }) => {
    const [one, two] = [row('persons').id, row('staff person').id].sort()
    return { person_id: one, other_id: two }
  },
  lead_overrides: () => ({ until: LATER }),
  lead_views: ({ mark }) => ({ name: mark }),
  lead_weights: ({ number }) => ({ version: number + 1 }),
  leads: ({ row }) => ({ weights_version: row('lead_weights').version }),
  lead_stages: () => ({ to_stage: 'evaluation' }),
  outage_entries: () => ({ state: 'review', kind: 'message' }),
  legacy_rows: ({ mark }) => ({ outcome: 'imported', row: JSON.stringify([['note', `${mark}, legacy_rows.row`]]) }),
  listing_events: () => ({ kind: 'interest' }),
  listings: ({ mark }) => ({
    slug: mark.toLowerCase(),
    precision: 'locality',
    published: true,
    hidden_by: null,
    possession_year: 2020,
    possession_quarter: 1,
    registration_number: `SAMPLE-${mark}`,
    latitude: null,
    longitude: null,
  }),
  messages: () => ({ account_id: null }),
  persistence_marks: () => ({ expires_at: '2026-03-04 06:00:00+00' }),
  persons: () => ({ erased_at: null }),
  person_merges: ({ row }) => ({ from_person_id: row('staff person').id, undone_at: AT }),
  posting_feed_runs: () => ({ reason: null }),
  posting_states: () => ({ rejected_by: null, undoes: null }),
  postings: () => ({ city_key: 'testville' }),
  programme_versions: ({ mark }) => ({ programme: mark.toLowerCase() }),
  reminder_attempts: () => ({ number: 1 }),
  reminders: ({ row }) => ({
    status: 'sent',
    owner: null,
    lease_until: null,
    resend: 0,
    resend_of: null,
    attempts: 1,
    subject_kind: 'appointment',
    subject_id: row('appointments').id,
    recipient_id: row('persons').id,
  }),
  resume_versions: () => ({ number: 2, based_on: 1, kind: 'tailored' }),
  sales_readings: () => ({ objections: ['budget'] }),
  setting_versions: () => ({ version: 2, restored: 1 }),
  signals: () => ({ reverses: null }),
  staff: () => ({ slot_minutes: 60 }),
  turns: () => ({ state: 'answered', owner: null, lease_until: null }),
  widget_settings: () => ({ color: '#336699' }),
  working_hours: () => ({ closes: '18:00' }),
}
