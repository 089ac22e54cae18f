import type { MetricOptions } from '@opentelemetry/api'

const REQUEST = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const STATEMENT = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 15]
const LATE = [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400]
const LONG = [0.1, 0.5, 1, 2, 5, 10, 20, 45, 90]

type Kind = 'counter' | 'histogram' | 'gauge'
export type Meter = { kind: Kind; about: string; labels: readonly string[]; buckets?: number[] }

const counter = (about: string, ...labels: string[]): Meter => ({ kind: 'counter', about, labels })
const gauge = (about: string, ...labels: string[]): Meter => ({ kind: 'gauge', about, labels })
const histogram = (buckets: number[], about: string, ...labels: string[]): Meter => ({
  kind: 'histogram',
  about,
  labels,
  buckets,
})

/**
 * Everything that is measured. Names after Prometheus: base units, `_total` for what only grows. Labels come from short lists of
 * the code: a route's pattern, a status class, a loop's name; never an id, a name or a text. docs/observability.md is held to this.
 */
export const meters = {
  mosaic_http_request_duration_seconds: histogram(
    REQUEST,
    'Requests by the route’s pattern, without streams that stay open.',
    'method',
    'route',
    'status',
  ),
  mosaic_http_requests_active: gauge('Requests under way, open streams among them.'),
  mosaic_turn_duration_seconds: histogram(
    LONG,
    'Turns by their end: completed, answered (by another run), human, lost, gone, failed; and who worded the answer.',
    'desk',
    'outcome',
    'by',
  ),
  mosaic_turn_takeovers_total: counter('Turns taken up whose run before died or gave them back.', 'desk'),
  mosaic_turns_active: gauge('Turns that this process is answering.'),
  mosaic_messages_total: counter('Messages kept by this process, of visitors, the assistant and staff.'),
  mosaic_appointment_changes_total: counter(
    'What became of appointments: held, booked, moved, cancelled…',
    'kind',
    'change',
  ),
  mosaic_bookings_lost_total: counter('Starts asked for that were somebody else’s already.', 'kind'),
  mosaic_reminders_total: counter(
    'What became of reminders: sent, failed, unknown, suppressed, scheduled again.',
    'channel',
    'status',
  ),
  mosaic_reminder_lateness_seconds: histogram(LATE, 'Reminders sent, by how long after they were due.', 'channel'),
  mosaic_channel_send_duration_seconds: histogram(LONG, 'Sends of a channel and what it said.', 'channel', 'outcome'),
  mosaic_model_call_duration_seconds: histogram(
    LONG,
    'Calls of the model, whole streams, by their end.',
    'model',
    'outcome',
  ),
  mosaic_model_tokens_total: counter(
    'Tokens to the model (`input`) and back (`output`), as it counts them.',
    'model',
    'direction',
  ),
  mosaic_model_cost_dollars_total: counter(
    'What those tokens cost by MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT.',
    'model',
  ),
  mosaic_job_duration_seconds: histogram(REQUEST, 'Looks of the loops of later work.', 'job', 'outcome'),
  mosaic_jobs_failing: gauge('Loops whose last look failed.', 'job'),
  mosaic_query_duration_seconds: histogram(STATEMENT, 'Statements by their kind.', 'kind', 'outcome'),
  mosaic_query_seconds_total: counter('Time spent in statements, by their kind and first table.', 'kind', 'table'),
  mosaic_queries_total: counter('Statements, by their kind and first table.', 'kind', 'table'),
  mosaic_store_conflicts_total: counter(
    'Statements that lost to another transaction: serialization, deadlock, lock, exclusion.',
    'code',
  ),
  mosaic_pool_connections: gauge('Connections of the pool: busy or idle.', 'state'),
  mosaic_pool_waiting: gauge('Callers that wait for a connection.'),
  mosaic_pool_max_connections: gauge('Most connections that the pool may have.'),
  mosaic_store_up: gauge('1 where the database can be reached.'),
  mosaic_store_unreachable_seconds: gauge('For how long it could not be reached; 0 where it can.'),
  mosaic_store_survives: gauge('1 for what is true of the data at the next deploy: yes, no, unknown.', 'verdict'),
  mosaic_store_size_bytes: gauge('Size of the database.'),
  mosaic_store_rows: gauge('Rows by the database’s own estimate: live, and dead ones that wait for vacuum.', 'state'),
  mosaic_queue_waiting: gauge('Later work that is due, counted up to 10 000.', 'queue'),
  mosaic_queue_oldest_seconds: gauge('How long the oldest of it has been due.', 'queue'),
  mosaic_promises_overdue: gauge('Callbacks promised whose time has passed.'),
  mosaic_promises_due_soon: gauge('Callbacks promised within the next 15 minutes and not yet tried.'),
  mosaic_backup_age_seconds: gauge('Since the newest backup was made.'),
  mosaic_backup_size_bytes: gauge('Size of the newest backup.'),
  mosaic_backup_checked: gauge('Of the newest backup that was tried: 1 restored and compared, 0 failed.'),
  mosaic_outage_entries: gauge('What is kept on this disk until the database is back.'),
  mosaic_outage_bytes: gauge('Bytes of it.'),
  mosaic_outage_oldest_seconds: gauge('How long the oldest of it has been kept.'),
  mosaic_live_streams: gauge('Open pages that read along.'),
  mosaic_phase: gauge('1 for the phase that this process is in.', 'phase'),
  mosaic_build_info: gauge('1; which release runs.', 'version', 'commit', 'node', 'store'),
  mosaic_rows_read_timestamp_seconds: gauge('When the figures of the database were last read.'),
  mosaic_process_start_time_seconds: gauge('When this process started.'),
  mosaic_process_resident_bytes: gauge('Memory of the process.'),
  mosaic_process_heap_bytes: gauge('JavaScript heap: used, total, limit.', 'state'),
  mosaic_process_cpu_seconds_total: counter('Processor time.', 'mode'),
  mosaic_process_open_handles: gauge('What keeps the event loop alive, by its kind.', 'kind'),
  mosaic_event_loop_lag_seconds: gauge('Delay of the event loop since it was last asked.', 'quantile'),
  mosaic_event_loop_utilization: gauge('Share of time in which the event loop worked, since it was last asked.'),
} satisfies Record<string, Meter>

export type MeterName = keyof typeof meters

export function optionsOf(name: MeterName): MetricOptions {
  const { about, buckets } = meters[name] as Meter
  return { description: about, ...(buckets && { advice: { explicitBucketBoundaries: buckets } }) }
}
