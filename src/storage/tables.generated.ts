// Written by scripts/schema.ts from the migrated database. Not by hand.
import type { ColumnType } from 'kysely'

/** May be left out of an insert: the database has a default. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>

/** Made by the database alone. */
export type Computed<T> = ColumnType<T, never, never>

export type Timestamp = ColumnType<Temporal.Instant, Temporal.Instant | string, Temporal.Instant | string>

/** Read as parsed; written as text by JSON.stringify, since the driver would make a PostgreSQL array of a JS one. */
export type Json = ColumnType<unknown, string, string>

export interface AccountAttemptsTable {
  key: string
  count: number
  window_ends_at: Timestamp
}

export interface AccountCredentialsTable {
  id: string
  account_id: string
  provider: string
  subject: string
  password_hash: string | null
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: Timestamp | null
  refresh_token_expires_at: Timestamp | null
  scope: string | null
  created_at: Timestamp
  updated_at: Timestamp
}

export interface AccountLinksTable {
  id: string
  kind: string
  token_hash: string
  role: string | null
  email: string | null
  name: string | null
  account_id: string | null
  created_by: string | null
  created_at: Timestamp
  expires_at: Timestamp
  used_at: Timestamp | null
  replaced_at: Timestamp | null
  mail_id: string | null
}

export interface AccountMailsTable {
  id: string
  account_id: string
  kind: string
  address: string
  created_at: Timestamp
  closed_at: Timestamp | null
}

export interface AccountRateLimitsTable {
  id: string
  key: string
  count: number
  last_request: number
}

export interface AccountResetRequestsTable {
  id: string
  email: string
  requested_at: Timestamp
}

export interface AccountSessionsTable {
  id: string
  account_id: string
  token_hash: string
  expires_at: Timestamp
  ip_address: string | null
  user_agent: string | null
  created_at: Timestamp
  last_seen_at: Timestamp
}

export interface AccountVerificationsTable {
  id: string
  identifier: string
  value: string
  expires_at: Timestamp
  created_at: Timestamp
  updated_at: Timestamp
}

export interface AccountsTable {
  id: string
  person_id: string
  name: string
  email: string
  email_verified: Generated<boolean>
  image: string | null
  role: string
  origin: string
  disabled_at: Timestamp | null
  created_at: Timestamp
  updated_at: Timestamp
  tier: Generated<string>
  erase_at: Timestamp | null
}

export interface ActionsTable {
  id: string
  experiment_id: string
  request_key: string | null
  label: string
  due_on: string | null
  who: string
  done_at: Timestamp | null
  created_at: Timestamp
  changed_at: Timestamp
}

export interface ActivitySessionsTable {
  person_id: string
  number: number
  started_at: Timestamp
  last_at: Timestamp
}

export interface AnswerRevisionsTable {
  id: string
  enrolment_id: string
  version: number
  prompt: string
  revision: number
  text: string
  value: number | null
  final: boolean
  saved_at: Timestamp
  message_id: string | null
}

export interface AnswerTextsTable {
  key: string
  version: number
  body: string | null
  edited_by: string | null
  created_at: Timestamp
  account_id: string | null
}

export interface AnswersTable {
  enrolment_id: string
  version: number
  prompt: string
  lineage: string
  revision_id: string
  revision: number
  text: string
  value: number | null
  final: boolean
  saved_at: Timestamp
  answered_at: Timestamp | null
  message_id: string | null
  copied_from: string | null
}

export interface AppointmentEventsTable {
  appointment_id: string
  number: number
  kind: string
  status: string
  version: number
  period: string | null
  staff_id: string | null
  acted_by: string
  account_id: string | null
  note: string | null
  request_key: string | null
  at: Timestamp
}

export interface AppointmentsTable {
  id: string
  code: string
  kind: string
  person_id: string
  conversation_id: string | null
  listing_id: string | null
  staff_id: string | null
  status: string
  version: Generated<number>
  period: string | null
  time_zone: string
  visitor_time_zone: string | null
  hold_until: Timestamp | null
  source: string
  request_key: string | null
  contact_name: string | null
  contact_phone: string | null
  contact_email: string | null
  visitor_notes: string | null
  staff_notes: string | null
  engagement: number | null
  intent: number | null
  reason: string | null
  urgency: string | null
  due_at: Timestamp | null
  cancelled_by: string | null
  cancel_reason: string | null
  rating: number | null
  feedback: string | null
  feedback_at: Timestamp | null
  remind_email: Generated<boolean>
  remind_phone: Generated<boolean>
  ics_uid: string
  created_at: Timestamp
  updated_at: Timestamp
  staff_name: string | null
}

export interface AuditLogTable {
  number: Computed<number>
  at: Timestamp
  actor_kind: string
  actor_id: string | null
  action: string
  subject_kind: string
  subject_id: string
  detail: Generated<Json>
}

export interface BackupsTable {
  id: string
  number: Computed<number>
  reason: string
  place: string
  name: string
  outcome: string
  asked_at: Timestamp
  started_at: Timestamp | null
  leased_until: Timestamp | null
  finished_at: Timestamp | null
  bytes: number | null
  rows: number | null
  manifest_hash: string | null
  encrypted: boolean | null
  checked_at: Timestamp | null
  check_error: string | null
  error: string | null
  removed_at: Timestamp | null
}

export interface CalendarBusyTable {
  calendar_id: string
  staff_id: string
  external_id: string
  period: string
}

export interface CalendarConsentsTable {
  state_hash: string
  staff_id: string
  account_id: string
  verifier: string
  expires_at: Timestamp
}

export interface CalendarEventsTable {
  appointment_id: string
  calendar_id: string
  external_id: string
  etag: string | null
  written_version: Generated<number>
  written_start: Timestamp | null
  wanted_version: number
  wish: Generated<number>
  try_at: Timestamp | null
  tries: Generated<number>
  error: string | null
  refused: string | null
  owner: string | null
  lease_until: Timestamp | null
}

export interface CallbackAttemptsTable {
  appointment_id: string
  number: number
  at: Timestamp
  account_id: string | null
  outcome: string
  seconds: number | null
  note: string | null
  request_key: string | null
}

export interface CannedRepliesTable {
  id: string
  desk: string
  account_id: string | null
  shared: boolean
  short: string
  text: string
  created_at: Timestamp
  updated_at: Timestamp
}

export interface CatalogueImportsTable {
  id: string
  source: string
  file_name: string
  format: string
  replace: boolean
  account_id: string | null
  read: number
  added: number
  updated: number
  unchanged: number
  hidden: number
  refused: number
  created_at: Timestamp
}

export interface CatalogueRefusedRowsTable {
  import_id: string
  number: number
  row: number
  column_name: string | null
  code: string
  message: string
  content: Json
}

export interface CatalogueVersionTable {
  one: Generated<boolean>
  id: Generated<string>
  version: Generated<number>
}

export interface ChannelTestsTable {
  number: Computed<number>
  channel: string
  at: Timestamp
  outcome: string
  account_id: string | null
}

export interface CitiesTable {
  name: string
  latitude: number | null
  longitude: number | null
  radius_km: Generated<number>
}

export interface CoachNotesTable {
  person_id: string
  number: number
  text: string
  account_id: string | null
  created_at: Timestamp
}

export interface CoachPromptUsesTable {
  id: string
  person_id: string
  prompt_key: string
  message_id: string | null
  used_at: Timestamp
}

export interface CoachPromptsTable {
  key: string
  topic: string
  body: string
  words: Computed<string | null>
}

export interface CoachSettingsTable {
  person_id: string
  material_off_since: Timestamp | null
  updated_at: Timestamp
}

export interface CoachingCardMarksTable {
  card_id: string
  number: number
  mark: string | null
  account_id: string | null
  created_at: Timestamp
}

export interface CoachingCardsTable {
  id: string
  number: Computed<number>
  conversation_id: string | null
  call_id: string | null
  message_number: number
  rule: string
  type: string
  priority: string
  message: string
  script: string | null
  evidence: Json
  listing_id: string | null
  dealt_at: Timestamp
  rests: string
}

export interface CodeUsesTable {
  id: string
  code_id: string
  account_id: string
  used_at: Timestamp
  returned_at: Timestamp | null
}

export interface CodesTable {
  id: string
  code: string
  kind: string
  sessions: number | null
  max_uses: number | null
  uses: Generated<number>
  starts_at: Timestamp | null
  expires_at: Timestamp | null
  active: Generated<boolean>
  created_by: string | null
  created_at: Timestamp
}

export interface ContactStopsTable {
  address_hash: string
  stopped_at: Timestamp
  source: string
}

export interface ConversationAlertsTable {
  id: string
  conversation_id: string
  reason: string
  message_id: string
  created_at: Timestamp
}

export interface ConversationNoteMentionsTable {
  note_id: string
  account_id: string
}

export interface ConversationNotesTable {
  id: string
  conversation_id: string
  account_id: string | null
  text: string
  created_at: Timestamp
}

export interface ConversationPresenceTable {
  conversation_id: string
  account_id: string | null
  read_number: Generated<number>
  seen_at: Timestamp | null
  typing_until: Timestamp | null
}

export interface ConversationStatesTable {
  conversation_id: string
  number: number
  state: Json
  message_id: string | null
  edit: Json | null
  created_at: Timestamp
}

export interface ConversationsTable {
  id: string
  person_id: string
  desk: string
  last_number: Generated<number>
  created_at: Timestamp
  closed_at: Timestamp | null
  hand_off: Generated<string>
  hand_off_number: Generated<number>
  hand_off_reason: string | null
  hand_off_since: Timestamp | null
  hand_off_account_id: string | null
  alert: string | null
  alerted_at: Timestamp | null
  attention: Computed<number | null>
  attention_since: Computed<Temporal.Instant | null>
  active_at: Generated<Timestamp>
}

export interface DeliveryReportsTable {
  provider_id: string
  status: string
  code: string | null
  received_at: Timestamp
  reminder_id: string | null
}

export interface EarlierNotesTable {
  id: string
  enrolment_id: string
  label: string | null
  text: string
  source_key: string
  written_at: Timestamp | null
  kept_at: Timestamp
}

export interface EndedSessionsTable {
  token_hash: string
  account_id: string
  ended_at: Timestamp
  by_holder: boolean
}

export interface EnrolmentUpgradesTable {
  id: string
  enrolment_id: string
  from_version: number
  to_version: number
  position: string | null
  upgraded_at: Timestamp
  undone_at: Timestamp | null
}

export interface EnrolmentsTable {
  id: string
  person_id: string
  programme: string
  version: number
  position: string | null
  request_key: string | null
  shared_at: Timestamp | null
  created_at: Timestamp
  paused_at: Timestamp | null
  completed_at: Timestamp | null
  archived_at: Timestamp | null
}

export interface ErasuresTable {
  id: string
  person_id: string
  requested_by: string
  counts: Json
  erased_at: Timestamp
}

export interface ExperimentsTable {
  id: string
  enrolment_id: string
  request_key: string | null
  title: string
  hypothesis: string
  metric: string
  resources: string
  start_on: string | null
  review_on: string | null
  status: string
  version: number
  reminder_version: Generated<number>
  created_at: Timestamp
  started_at: Timestamp | null
  ended_at: Timestamp | null
  earlier_status: string | null
}

export interface FactsTable {
  id: string
  person_id: string
  number: Computed<number>
  key: string
  value: Json | null
  slot: Generated<string>
  confidence: number
  source_kind: string
  message_id: string | null
  created_at: Timestamp
  superseded_at: Timestamp | null
  superseded_by: string | null
  superseded_reason: string | null
  erased_at: Timestamp | null
  source_id: string | null
  quote: string | null
}

export interface FileChunksTable {
  file_id: string
  number: number
  bytes: Buffer
}

export interface FileRemovalsTable {
  object_key: string
  created_at: Timestamp
  after: Timestamp
  attempts: Generated<number>
}

export interface FileTextsTable {
  file_id: string
  text: string
}

export interface FilesTable {
  id: string
  person_id: string
  state: string
  client_id: string | null
  name: string
  type: string | null
  size: number | null
  sha256: string | null
  created_at: Timestamp
  place: Generated<string>
  bound_for: string | null
  carry_after: Timestamp | null
  carry_attempts: Generated<number>
  object_key: string | null
  bytes_missing_at: Timestamp | null
  text_state: Generated<string>
  text_reason: string | null
  text_after: Timestamp | null
  text_attempts: Generated<number>
}

export interface FirstStartDecisionsTable {
  id: string
  decision: string
  source: string | null
  decided_by: string
  decided_at: Generated<Timestamp>
}

export interface FirstStartProcessesTable {
  id: string
  process: string
  phase: string
  link_hash: string | null
  told: Json | null
  seen_at: Generated<Timestamp>
}

export interface HandOffPromisesTable {
  conversation_id: string
  number: number
  promised_at: Timestamp
  out_of_hours: boolean
  late_at: Timestamp
  ended_at: Timestamp | null
  message_id: string | null
}

export interface HandOffsTable {
  conversation_id: string
  number: number
  state: string
  reason: string | null
  acted_by: string
  account_id: string | null
  message_id: string | null
  created_at: Timestamp
}

export interface HolidaysTable {
  day: string
  name: string
  created_at: Timestamp
}

export interface HousePicturesTable {
  id: string
  media_type: string
  width: number
  height: number
  bytes: Buffer
  created_at: Timestamp
  account_id: string | null
}

export interface InboundMessagesTable {
  provider_id: string
  person_id: string | null
  address_hash: string
  address: string
  sent_by: string
  text: string
  received_at: Timestamp
}

export interface LeadCallLinesTable {
  id: string
  call_id: string
  number: number
  text: string
  account_id: string | null
  reading: Json
  state: Json
  created_at: Timestamp
}

export interface LeadCallsTable {
  id: string
  person_id: string
  account_id: string | null
  last_number: Generated<number>
  started_at: Timestamp
  last_at: Timestamp
}

export interface LeadDistinctionsTable {
  person_id: string
  other_id: string
  account_id: string | null
  created_at: Timestamp
}

export interface LeadHistoriesTable {
  person_id: string
  failed_at: Timestamp | null
}

export interface LeadNotesTable {
  id: string
  person_id: string
  account_id: string | null
  text: string
  created_at: Timestamp
  edited_at: Timestamp | null
  deleted_at: Timestamp | null
}

export interface LeadOverridesTable {
  id: string
  person_id: string
  temperature: string
  reason: string
  until: Timestamp
  account_id: string | null
  created_at: Timestamp
  ended_at: Timestamp | null
  ended_by: string | null
}

export interface LeadRescoresTable {
  version: number
  account_id: string | null
  total: number
  done: Generated<number>
  changed: Generated<number>
  place: string | null
  wanted_at: Timestamp
  finished_at: Timestamp | null
}

export interface LeadStagesTable {
  id: string
  person_id: string
  number: Computed<number>
  from_stage: string | null
  to_stage: string
  message_id: string | null
  created_at: Timestamp
}

export interface LeadTagsTable {
  id: string
  person_id: string
  tag: string
  account_id: string | null
  created_at: Timestamp
}

export interface LeadViewsTable {
  id: string
  account_id: string
  name: string
  query: Json
  shared: boolean
  created_at: Timestamp
  updated_at: Timestamp
}

export interface LeadWeightsTable {
  version: number
  weights: Json
  rules: Json
  account_id: string | null
  created_at: Timestamp
}

export interface LeadsTable {
  person_id: string
  engagement: Generated<number>
  intent: Generated<number>
  temperature: Generated<string>
  override_temperature: string | null
  override_until: Timestamp | null
  stage: Generated<string>
  last_active_at: Timestamp
  decay_at: Timestamp | null
  weights_version: Generated<number>
  merged_at: Timestamp | null
  created_at: Timestamp
}

export interface LearningsTable {
  id: string
  experiment_id: string
  request_key: string | null
  text: string
  learned_at: Timestamp
}

export interface LegacyEnrolmentsTable {
  enrolment_id: string
  source_id: number
}

export interface LegacyImportsTable {
  id: number
  source_id: number
  chain: number
  sha256: string | null
  started_at: Timestamp
  finished_at: Timestamp | null
  report: Json | null
}

export interface LegacyPersonsTable {
  person_id: string
  source_id: number
  origin: string
  key: string | null
  expired_at: Timestamp | null
}

export interface LegacyRowsTable {
  table_id: number
  key: string
  variant: Generated<number>
  import_id: number
  sha256: Buffer
  outcome: string
  code: string | null
  person_id: string | null
  row: string
}

export interface LegacySourcesTable {
  id: number
  kind: string
  name: string
  salt: string
  created_at: Timestamp
}

export interface LegacyTablesTable {
  id: number
  source_id: number
  name: string
  rows: Generated<number>
}

export interface ListingAliasesTable {
  listing_id: string
  alias: string
}

export interface ListingEventsTable {
  id: string
  number: Computed<number>
  person_id: string
  listing_id: string
  kind: string
  level: string | null
  reason: string | null
  message_id: string | null
  created_at: Timestamp
}

export interface ListingsTable {
  id: string
  slug: string
  name: string
  developer: string
  city: string
  place: string
  zone: string | null
  address: string | null
  latitude: number | null
  longitude: number | null
  precision: string
  status: string
  possession_year: number | null
  possession_quarter: number | null
  registration_number: string | null
  registration_state: string
  registration_steps: Generated<string[]>
  description: string | null
  highlights: Generated<string[]>
  amenities: Generated<string[]>
  connectivity: Generated<string[]>
  images: Generated<string[]>
  brochure: string | null
  contact_name: string | null
  contact_phone: string | null
  contact_email: string | null
  currency: string
  units_total: number | null
  units_available: number | null
  source: string
  source_id: string
  import_id: string | null
  published: boolean
  hidden_by: string | null
  content_hash: string
  sample: boolean
  created_at: Timestamp
  updated_at: Timestamp
  document: Computed<string | null>
}

export interface MarketsTable {
  city: string
  place: string
  as_of: string
  source: string
  currency: string
  price_min: number | null
  price_average: number | null
  price_max: number | null
  growth_1y: number | null
  growth_5y: number | null
  rental_yield: number | null
  trend: string | null
  infrastructure: Generated<string[]>
  attractions: Generated<string[]>
  sample: boolean
  recorded_at: Timestamp | null
  account_id: string | null
}

export interface MatchMailItemsTable {
  mailing_id: string
  posting_id: string
}

export interface MatchMailWishesTable {
  person_id: string
  wanted: boolean
  changed_at: Timestamp
}

export interface MatchMailingsTable {
  id: string
  person_id: string
  local_date: string
  created_at: Timestamp
}

export interface MatchRunsTable {
  person_id: string
  facts_version: string
  postings_version: number
  computed_at: Timestamp
}

export interface MatchesTable {
  person_id: string
  posting_id: string
  posting_hash: string
  score: number
  possible: number
  parts: Json
}

export interface MessagesTable {
  id: string
  conversation_id: string
  number: number
  author: string
  client_id: string | null
  text: string
  parts: Generated<Json>
  created_at: Timestamp
  account_id: string | null
  imported: Generated<boolean>
}

export interface MigrationsTable {
  name: string
  checksum: string
  applied_at: Generated<Timestamp>
  contracts: Generated<boolean>
}

export interface ModelCallsTable {
  id: string
  person_id: string | null
  tier: string
  network_hash: string | null
  model: string
  reserved: number
  cost: number | null
  created_at: Timestamp
  settled_at: Timestamp | null
}

export interface MovesTable {
  id: string
  source: string
  target: string
  started_at: Timestamp
  finished_at: Timestamp
  rows: number
  report: Json
}

export interface NudgesTable {
  id: string
  conversation_id: string
  message_id: string
  pattern: string
  priority: string
  listing_id: string | null
  evidence: Json
  created_at: Timestamp
}

export interface ObstaclesTable {
  id: string
  experiment_id: string
  request_key: string | null
  kind: string
  label: string
  strategy: string
  created_at: Timestamp
}

export interface OffersTable {
  id: string
  listing_id: string
  text: string
  ends_on: string | null
}

export interface OutageEntriesTable {
  id: string
  lane: string
  kind: string
  received_at: Timestamp
  brought_at: Generated<Timestamp>
  state: string
  content: Json | null
  bytes: Buffer | null
  reason: string | null
  key_hash: string | null
  person_id: string | null
  owner: string | null
  lease_until: Timestamp | null
  attempts: Generated<number>
  settled_at: Timestamp | null
}

export interface PersistenceMarksTable {
  token_hash: string
  made_at: Timestamp
  expires_at: Timestamp
}

export interface PersonMergesTable {
  id: string
  from_person_id: string
  to_person_id: string
  moved: Json
  counts: Json
  merged_at: Timestamp
  undone_at: Timestamp | null
}

export interface PersonOwnersTable {
  id: string
  person_id: string
  staff_id: string
  account_id: string | null
  created_at: Timestamp
  ended_at: Timestamp | null
}

export interface PersonSourcesTable {
  id: string
  person_id: string
  key_hash: string | null
  at: Timestamp
  channel: string
  site: string | null
  page: string | null
  referrer_host: string | null
  utm_source: string | null
  utm_medium: string | null
  utm_campaign: string | null
  utm_term: string | null
  utm_content: string | null
}

export interface PersonsTable {
  id: string
  created_at: Timestamp
  memory_off_since: Timestamp | null
  erased_at: Timestamp | null
  time_zone: string | null
  merged_into: string | null
}

export interface PlacedAnswersTable {
  enrolment_id: string
  version: number
  prompt: string
  revision: number
  by_order: boolean
  source_key: string
  placed_at: Timestamp
  confirmed_at: Timestamp | null
}

export interface PlacesTable {
  city: string
  name: string
  zone: string | null
  aliases: Generated<string[]>
  latitude: number | null
  longitude: number | null
}

export interface PostingCatalogueTable {
  one: Generated<boolean>
  id: Generated<string>
  version: Generated<number>
}

export interface PostingFeedRunsTable {
  id: string
  feed_id: string
  started_at: Timestamp
  ended_at: Timestamp | null
  outcome: string | null
  reason: string | null
  import_id: string | null
}

export interface PostingFeedsTable {
  id: string
  name: string
  url: string
  shape: string
  source: string
  cron: string
  time_zone: string
  complete: boolean
  enabled: Generated<boolean>
  etag: string | null
  last_modified: string | null
  failures: Generated<number>
  next_at: Timestamp | null
  leased_until: Timestamp | null
  request_key: string | null
  created_at: Timestamp
}

export interface PostingImportsTable {
  id: string
  source: string
  file_name: string
  format: string
  complete: boolean
  account_id: string | null
  read: number
  added: number
  updated: number
  unchanged: number
  closed: number
  refused: number
  request_key: string | null
  created_at: Timestamp
}

export interface PostingNoteVersionsTable {
  note_id: string
  version: number
  text: string
  created_at: Timestamp
}

export interface PostingNotesTable {
  id: string
  person_id: string
  posting_id: string
  request_key: string | null
  created_at: Timestamp
}

export interface PostingRefusedEntriesTable {
  import_id: string
  number: number
  line: number
  field: string | null
  code: string
  message: string
  content: string
}

export interface PostingStatesTable {
  id: string
  number: Computed<number>
  person_id: string
  posting_id: string
  state: string | null
  rejected_by: string | null
  note: string | null
  undoes: string | null
  created_at: Timestamp
}

export interface PostingTermsTable {
  id: Computed<number>
  kind: string
  key: string
}

export interface PostingTextsTable {
  number: number
  title: string
  terms: string
  description: string
  search: Computed<string>
}

export interface PostingWordsTable {
  word: string
}

export interface PostingsTable {
  id: string
  number: Computed<number>
  source: string
  source_id: string
  title: string
  company: string
  place_text: string | null
  city: string | null
  country: string | null
  city_key: string | null
  place_key: Generated<string>
  remote: string | null
  type: string | null
  level: Generated<string>
  pay_min: number | null
  pay_max: number | null
  pay_currency: string | null
  pay_per: string | null
  pay_year: Computed<number | null>
  skills: Generated<string[]>
  work_values: Generated<string[]>
  skill_ids: Generated<number[]>
  value_ids: Generated<number[]>
  url: string | null
  posted_at: Timestamp | null
  listed_at: Timestamp
  closed_at: Timestamp | null
  content_hash: string
  sample: Generated<boolean>
  import_id: string
  changed_at: Timestamp
}

export interface PriceHistoryTable {
  id: string
  listing_id: string
  unit: string
  price_min: number | null
  price_max: number | null
  valid_from: string
  number: Computed<number>
}

export interface PrivateAnswersTable {
  enrolment_id: string
  version: number
  prompt: string
  since: Timestamp
}

export interface ProgrammeVersionsTable {
  programme: string
  version: number
  checksum: string
  released_at: Timestamp
}

export interface PushSubscriptionsTable {
  id: string
  account_id: string
  endpoint: string
  p256dh: string
  auth: string
  device: string
  created_at: Timestamp
}

export interface ReadingsTable {
  message_id: string
  conversation_id: string
  number: number
  kind: string
  tone: string
  enrolment_id: string | null
  prompt: string | null
  did: Generated<Json>
  asks: string | null
  asks_reason: string | null
  asks_message: string | null
  created_at: Timestamp
}

export interface ReflectionsTable {
  id: string
  experiment_id: string
  number: Computed<number>
  outcome: string
  learning: string
  confidence: number
  next: string
  reflected_at: Timestamp
}

export interface ReminderAttemptsTable {
  reminder_id: string
  number: number
  sent_by: string
  started_at: Timestamp
  ended_at: Timestamp | null
  outcome: string | null
  code: string | null
  note: string | null
  provider_id: string | null
}

export interface RemindersTable {
  id: string
  subject_kind: string
  subject_id: string
  subject_version: number
  kind: string
  audience: string
  recipient_id: string
  person_id: string
  channel: string
  planned_at: Timestamp
  due_at: Timestamp
  useful_until: Timestamp
  time_zone: string
  quiet: boolean
  status: Generated<string>
  reason: string | null
  attempts: Generated<number>
  next_try_at: Timestamp
  owner: string | null
  lease_until: Timestamp | null
  started_at: Timestamp | null
  sent_by: string | null
  provider_id: string | null
  sent_at: Timestamp | null
  delivery: string | null
  subject_line: string | null
  body: string | null
  resend_of: string | null
  resend: Generated<number>
  created_at: Timestamp
  ended_at: Timestamp | null
}

export interface ResumeVersionsTable {
  id: string
  resume_id: string
  person_id: string
  number: number
  kind: string
  text: string
  made_by: string
  file_id: string | null
  based_on: number | null
  listing_id: string | null
  listing_title: string | null
  listing_company: string | null
  request_key: string | null
  created_at: Timestamp
  imported: Generated<boolean>
  earlier_feedback: string | null
}

export interface ResumesTable {
  id: string
  person_id: string
  name: string
  created_at: Timestamp
}

export interface SalesReadingsTable {
  message_id: string
  conversation_id: string
  number: number
  ordinal: Computed<number>
  intent: string
  intents: string[]
  sentiment: string
  score: Computed<number | null>
  frustration: number
  objections: string[]
  asked: Json
  places: string[]
  wish: Json
  shown: number
  focus_id: string | null
  needs_clarification: boolean
  lacking: string[]
  objecting: boolean
  stage: string
  created_at: Timestamp
  read_at: Timestamp
  dealt_at: Timestamp | null
}

export interface SecretsTable {
  name: string
  value: string
  created_at: Generated<Timestamp>
}

export interface SessionTicketsTable {
  id: string
  digest: string
  person_id: string
  session_person_id: string
  merge_id: string
  taken_at: Timestamp
  undone_at: Timestamp | null
}

export interface SessionUsesTable {
  appointment_id: string
  person_id: string
  number: number
  allowed: number
  code_use_id: string | null
  code_sessions: Generated<number>
  used_at: Timestamp
  returned_at: Timestamp | null
}

export interface SettingVersionsTable {
  name: string
  version: number
  value: Json
  changed_at: Timestamp
  account_id: string | null
  restored: number | null
}

export interface SettingsTable {
  name: string
  value: Json
  updated_at: Generated<Timestamp>
  version: Generated<number>
}

export interface SignalsTable {
  id: string
  person_id: string
  origin: string
  number: Computed<number>
  component: string
  kind: string
  key: string
  round: Generated<number>
  basis: Generated<number>
  engagement: number
  intent: number
  weights_version: number
  reverses: string | null
  message_id: string | null
  listing_id: string | null
  appointment_id: string | null
  sentence: string
  created_at: Timestamp
}

export interface SiteIdentitiesTable {
  subject: string
  person_id: string
  created_at: Timestamp
}

export interface SkipsTable {
  enrolment_id: string
  version: number
  prompt: string
  revision: number
  skipped_at: Timestamp
}

export interface StaffTable {
  id: string
  account_id: string | null
  name: string
  role: string
  email: string | null
  phone: string | null
  time_zone: string
  slot_minutes: Generated<number>
  visits_per_day: Generated<number>
  active: Generated<boolean>
  sample: Generated<boolean>
  feed_hash: string | null
  assigned_at: Timestamp | null
  request_key: string | null
  version: Generated<number>
  created_at: Timestamp
  updated_at: Timestamp
  video_link: string | null
}

export interface StaffCalendarsTable {
  id: string
  staff_id: string
  provider: string
  url: string
  username: string | null
  secret: string
  name: string
  sync_token: string | null
  read_whole_at: Timestamp | null
  state: string
  error: string | null
  pull_at: Timestamp
  pulled_at: Timestamp | null
  tries: Generated<number>
  owner: string | null
  lease_until: Timestamp | null
  created_at: Timestamp
}

export interface TimeOffTable {
  id: string
  staff_id: string
  period: string
  note: string | null
  created_by: string | null
  created_at: Timestamp
}

export interface TurnDetailsTable {
  message_id: Computed<string | null>
  conversation_id: Computed<string | null>
  person_id: Computed<string | null>
  desk: Computed<string | null>
  number: Computed<number | null>
  client_id: Computed<string | null>
  text: Computed<string | null>
  created_at: Computed<Temporal.Instant | null>
  ui: Computed<unknown>
  state: Computed<string | null>
  owner: Computed<string | null>
  lease_until: Computed<Temporal.Instant | null>
  attempts: Computed<number | null>
  answer_id: Computed<string | null>
  session_number: Computed<number | null>
  idle_days: Computed<number | null>
  state_number: Computed<number | null>
  held_state: Computed<unknown>
  hand_off: Computed<string | null>
}

export interface TurnsTable {
  message_id: string
  conversation_id: string
  number: number
  state: Generated<string>
  owner: string | null
  lease_until: Timestamp | null
  attempts: Generated<number>
  ui: Json | null
  session_number: number | null
  answer_id: string | null
  answered_at: Timestamp | null
}

export interface UnitsTable {
  id: string
  listing_id: string
  position: number
  kind: string
  bedrooms: number | null
  area_sqft: number | null
  carpet_sqft: number | null
  plot_width_ft: number | null
  plot_depth_ft: number | null
  price_min: number | null
  price_max: number | null
  facing: string | null
  available: number | null
  name: string
  developer: string
  city: string
  place: string
  zone: string | null
  status: string
  possession_year: number | null
  possession_quarter: number | null
  amenities: string[]
  latitude: number | null
  longitude: number | null
  published: boolean
  price_order: Computed<number>
  price_spread: Computed<number>
}

export interface UnkeptReadingsTable {
  message_id: string
  read_at: Timestamp
}

export interface VisitorKeysTable {
  key_hash: string
  person_id: string
  created_at: Timestamp
  ended_at: Timestamp | null
}

export interface WidgetSecretsTable {
  id: string
  sealed: string
  hint: string
  made_at: Timestamp
  made_by: string | null
  ends_at: Timestamp | null
}

export interface WidgetSettingsTable {
  number: Computed<number>
  origins: Generated<string[]>
  desk: string
  color: string
  side: string
  label: string
  greeting: string | null
  saved_at: Timestamp
  saved_by: string | null
}

export interface WorkingHoursTable {
  staff_id: string
  weekday: number
  opens: string
  closes: string
}

export interface Tables {
  account_attempts: AccountAttemptsTable
  account_credentials: AccountCredentialsTable
  account_links: AccountLinksTable
  account_mails: AccountMailsTable
  account_rate_limits: AccountRateLimitsTable
  account_reset_requests: AccountResetRequestsTable
  account_sessions: AccountSessionsTable
  account_verifications: AccountVerificationsTable
  accounts: AccountsTable
  actions: ActionsTable
  activity_sessions: ActivitySessionsTable
  answer_revisions: AnswerRevisionsTable
  answer_texts: AnswerTextsTable
  answers: AnswersTable
  appointment_events: AppointmentEventsTable
  appointments: AppointmentsTable
  audit_log: AuditLogTable
  backups: BackupsTable
  calendar_busy: CalendarBusyTable
  calendar_consents: CalendarConsentsTable
  calendar_events: CalendarEventsTable
  callback_attempts: CallbackAttemptsTable
  canned_replies: CannedRepliesTable
  catalogue_imports: CatalogueImportsTable
  catalogue_refused_rows: CatalogueRefusedRowsTable
  catalogue_version: CatalogueVersionTable
  channel_tests: ChannelTestsTable
  cities: CitiesTable
  coach_notes: CoachNotesTable
  coach_prompt_uses: CoachPromptUsesTable
  coach_prompts: CoachPromptsTable
  coach_settings: CoachSettingsTable
  coaching_card_marks: CoachingCardMarksTable
  coaching_cards: CoachingCardsTable
  code_uses: CodeUsesTable
  codes: CodesTable
  contact_stops: ContactStopsTable
  conversation_alerts: ConversationAlertsTable
  conversation_note_mentions: ConversationNoteMentionsTable
  conversation_notes: ConversationNotesTable
  conversation_presence: ConversationPresenceTable
  conversation_states: ConversationStatesTable
  conversations: ConversationsTable
  delivery_reports: DeliveryReportsTable
  earlier_notes: EarlierNotesTable
  ended_sessions: EndedSessionsTable
  enrolment_upgrades: EnrolmentUpgradesTable
  enrolments: EnrolmentsTable
  erasures: ErasuresTable
  experiments: ExperimentsTable
  facts: FactsTable
  file_chunks: FileChunksTable
  file_removals: FileRemovalsTable
  file_texts: FileTextsTable
  files: FilesTable
  first_start_decisions: FirstStartDecisionsTable
  first_start_processes: FirstStartProcessesTable
  hand_off_promises: HandOffPromisesTable
  hand_offs: HandOffsTable
  holidays: HolidaysTable
  house_pictures: HousePicturesTable
  inbound_messages: InboundMessagesTable
  lead_call_lines: LeadCallLinesTable
  lead_calls: LeadCallsTable
  lead_distinctions: LeadDistinctionsTable
  lead_histories: LeadHistoriesTable
  lead_notes: LeadNotesTable
  lead_overrides: LeadOverridesTable
  lead_rescores: LeadRescoresTable
  lead_stages: LeadStagesTable
  lead_tags: LeadTagsTable
  lead_views: LeadViewsTable
  lead_weights: LeadWeightsTable
  leads: LeadsTable
  learnings: LearningsTable
  legacy_enrolments: LegacyEnrolmentsTable
  legacy_imports: LegacyImportsTable
  legacy_persons: LegacyPersonsTable
  legacy_rows: LegacyRowsTable
  legacy_sources: LegacySourcesTable
  legacy_tables: LegacyTablesTable
  listing_aliases: ListingAliasesTable
  listing_events: ListingEventsTable
  listings: ListingsTable
  markets: MarketsTable
  match_mail_items: MatchMailItemsTable
  match_mail_wishes: MatchMailWishesTable
  match_mailings: MatchMailingsTable
  match_runs: MatchRunsTable
  matches: MatchesTable
  messages: MessagesTable
  migrations: MigrationsTable
  model_calls: ModelCallsTable
  moves: MovesTable
  nudges: NudgesTable
  obstacles: ObstaclesTable
  offers: OffersTable
  outage_entries: OutageEntriesTable
  persistence_marks: PersistenceMarksTable
  person_merges: PersonMergesTable
  person_owners: PersonOwnersTable
  person_sources: PersonSourcesTable
  persons: PersonsTable
  placed_answers: PlacedAnswersTable
  places: PlacesTable
  posting_catalogue: PostingCatalogueTable
  posting_feed_runs: PostingFeedRunsTable
  posting_feeds: PostingFeedsTable
  posting_imports: PostingImportsTable
  posting_note_versions: PostingNoteVersionsTable
  posting_notes: PostingNotesTable
  posting_refused_entries: PostingRefusedEntriesTable
  posting_states: PostingStatesTable
  posting_terms: PostingTermsTable
  posting_texts: PostingTextsTable
  posting_words: PostingWordsTable
  postings: PostingsTable
  price_history: PriceHistoryTable
  private_answers: PrivateAnswersTable
  programme_versions: ProgrammeVersionsTable
  push_subscriptions: PushSubscriptionsTable
  readings: ReadingsTable
  reflections: ReflectionsTable
  reminder_attempts: ReminderAttemptsTable
  reminders: RemindersTable
  resume_versions: ResumeVersionsTable
  resumes: ResumesTable
  sales_readings: SalesReadingsTable
  secrets: SecretsTable
  session_tickets: SessionTicketsTable
  session_uses: SessionUsesTable
  setting_versions: SettingVersionsTable
  settings: SettingsTable
  signals: SignalsTable
  site_identities: SiteIdentitiesTable
  skips: SkipsTable
  staff: StaffTable
  staff_calendars: StaffCalendarsTable
  time_off: TimeOffTable
  turn_details: TurnDetailsTable
  turns: TurnsTable
  units: UnitsTable
  unkept_readings: UnkeptReadingsTable
  visitor_keys: VisitorKeysTable
  widget_secrets: WidgetSecretsTable
  widget_settings: WidgetSettingsTable
  working_hours: WorkingHoursTable
}
