import type { Operation, Outcome } from '../history.ts'
import type { Run } from './index.ts'

/** Two visitors who chatted, one who booked and moved, an upload, an answer: a run in which nothing went wrong. */
export function soundRun(): Run {
  const operations: Operation[] = []
  const add = (client: string, deed: string, input: object, outcome: Outcome, output: object = {}) => {
    const index = operations.length
    operations.push({
      index,
      client,
      deed,
      input: input as Operation['input'],
      outcome,
      output: output as Operation['input'],
      invoked: index * 100,
      completed: index * 100 + 50,
      attempts: outcome === 'ok' ? ['200'] : outcome === 'refused' ? ['409'] : ['503 storage.unreachable'],
    })
  }
  const visit = { kind: 'site_visit', staff: 'Ana', end: '2030-01-01T10:15:00Z', start: '2030-01-01T10:00:00Z' }
  add('visitor1', 'message', { id: 'm1', text: 'hello (visitor1x1)' }, 'ok', { number: 1, answer: 2 })
  add('visitor1', 'message', { id: 'm2', text: 'still there? (visitor1x2)' }, 'unknown')
  add('visitor1', 'thread', {}, 'ok', {
    conversation: 'c1',
    messages: [
      [1, 'visitor', 'hello (visitor1x1)'],
      [2, 'assistant', 'Hi'],
    ],
  })
  add('buyer1', 'book', { key: 'k1', start: visit.start }, 'ok', {
    code: 'A',
    status: 'confirmed',
    version: 1,
    ...visit,
  })
  add('buyer2', 'book', { key: 'k2', start: visit.start }, 'refused', { code: 'appointments.taken' })
  add('buyer1', 'cancel', { code: 'A', version: 1 }, 'ok', { code: 'A', status: 'cancelled', version: 2, ...visit })
  add('buyer2', 'book', { key: 'k3', start: visit.start }, 'ok', {
    code: 'B',
    status: 'confirmed',
    version: 1,
    ...visit,
  })
  add('uploader1', 'upload', { id: 'u1', sha256: 's1' }, 'ok', { file: 'f1', sha256: 's1' })
  add('uploader1', 'download', { file: 'f1', sha256: 's1' }, 'ok', { sha256: 's1', begins: '(uploader1x1)' })
  add('uploader1', 'upload', { id: 'u2', sha256: 's2' }, 'ok', { file: 'f2', sha256: 's2' })
  add('uploader1', 'remove', { file: 'f2' }, 'ok')
  add('member1', 'register', { email: 'm@example.com' }, 'ok')
  add('member1', 'sign_in', { email: 'm@example.com' }, 'ok')
  add('member1', 'session', { email: 'm@example.com' }, 'ok', { email: 'm@example.com' })
  add('member1', 'session_after_sign_out', {}, 'ok', { email: null })
  add('member1', 'enrol', { key: 'e1' }, 'ok', { enrolment: 'n1' })
  add('member1', 'answer', { enrolment: 'n1', prompt: '1', text: 'first' }, 'ok', { revision: 1 })
  add('member1', 'answer', { enrolment: 'n1', prompt: '1', text: 'second' }, 'ok', { revision: 2 })
  add('buyer2', 'book', { key: 'k4', start: visit.start }, 'ok', { kept: true, entry: 'x1', by: 'one' })
  add('staff1', 'override', { person: 'p1', reason: 'spoke' }, 'ok', { id: 'o1' })
  const message = { conversation: 'c1', person: 'p1', turn: null, answer: null, clientId: null }
  const row = {
    kind: 'site_visit',
    staff: 'Ana',
    start: Date.parse(visit.start),
    end: Date.parse(visit.end),
    missing: [],
  }
  const readAt = Date.parse('2030-01-01T08:00:00Z')
  const when = { made: readAt - 60_000, planned: readAt - 50_000, due: readAt - 50_000 }
  const reminder = {
    kind: 'follow_up',
    channel: 'email',
    old: false,
    ended: false,
    late: false,
    status: 'sent',
    ...when,
  }
  return {
    clocksJumped: false,
    history: { operations, happenings: [{ at: 1, what: 'fault kill-server' }] },
    rows: {
      messages: [
        {
          ...message,
          number: 1,
          author: 'visitor',
          clientId: 'm1',
          text: 'hello (visitor1x1)',
          turn: 'answered',
          answer: 2,
        },
        { ...message, number: 2, author: 'assistant', text: 'Hi' },
        { ...message, number: 3, author: 'visitor', clientId: 'm2', text: 'still there? (visitor1x2)', turn: 'human' },
      ],
      conversations: [{ id: 'c1', person: 'p1', desk: 'sales', lastNumber: 3, open: true }],
      appointments: [
        { ...row, code: 'A', person: 'p2', status: 'cancelled', version: 2, keys: ['key:k1'] },
        { ...row, code: 'B', person: 'p3', status: 'confirmed', version: 1, keys: ['key:k3'] },
      ],
      reminders: [
        { ...reminder, id: 'r1', code: 'B', intent: 'B 1 follow_up' },
        { ...reminder, id: 'r2', code: 'A', intent: 'A 1 follow_up', status: 'cancelled', old: true, ended: true },
      ],
      mails: ['r1'],
      readAt,
      files: [{ id: 'f1', clientId: 'u1', state: 'kept', sha256: 's1', bytes: 's1' }],
      answers: [{ enrolment: 'n1', prompt: '1', revision: 2, text: 'second' }],
      enrolments: [{ id: 'n1', person: 'p4', key: 'key:e1' }],
      accounts: [{ id: 'a1', email: 'm@example.com', person: 'p4' }],
      overrides: [{ id: 'o1', reason: 'spoke' }],
      outage: [{ id: 'x1', kind: 'visit', state: 'review', reason: 'appointments.start', sha256: null }],
      leads: [],
    },
  }
}

export const find = ({ history }: Run, client: string, deed: string, at = 0) =>
  history.operations.filter(one => one.client === client && one.deed === deed)[at]!

/** The second message was kept, and stands nowhere but under review. */
export function keepAndReview(run: Run, client: string, reason: string) {
  Object.assign(find(run, client, 'message', 1), { outcome: 'ok', output: { kept: true, entry: 'x2', by: 'one' } })
  run.rows.messages.pop()
  run.rows.conversations[0]!.lastNumber = 2
  run.rows.outage.push({ id: 'x2', kind: 'message', state: 'review', reason, sha256: null })
}

/** The upload was kept, and waits under review with these bytes. */
export function keepUploadAndReview(run: Run, sha256: string, reason = 'files.too_many') {
  Object.assign(find(run, 'uploader1', 'upload').output!, { kept: true, entry: 'x3', file: undefined })
  run.rows.files.pop()
  run.history.operations = run.history.operations.filter(({ deed }) => deed !== 'download')
  run.rows.outage.push({ id: 'x3', kind: 'file', state: 'review', reason, sha256 })
}

export function signOut({ history: { operations } }: Run, client: string): Operation {
  const made: Operation = {
    ...operations.at(-1)!,
    client,
    deed: 'sign_out',
    input: {},
    output: {},
    index: operations.length,
  }
  operations.push(made)
  return made
}

/** The mail that tells of the cancelled visit waits: made and due so many milliseconds from when the rows were read. */
export function tellOfEnd({ rows }: Run, made: number, due: number) {
  const at = rows.readAt + due
  const row = { id: 'r9', kind: 'cancelled', intent: 'A 2 cancelled', status: 'scheduled', old: false, ended: true }
  const told = { ...rows.reminders[1]!, ...row, made: rows.readAt + made, planned: at, due: at }
  rows.reminders.push(told)
  return told
}

/** The second visit ended so many hours before the rows were read, and nobody is asked how it was. */
export function bookedInThePast(run: Run, clocksJumped: boolean, hours = 2.5) {
  run.clocksJumped = clocksJumped
  run.rows.readAt = run.rows.appointments[1]!.end! + hours * 3_600_000
  Object.assign(run.rows.appointments[1]!, { missing: ['follow_up'] })
}

/** Both messages were kept by one server, and stand the other way round. */
export function turnRound({ history, rows: { messages } }: Run) {
  const { operations } = history
  for (const one of operations.filter(({ client, deed }) => client === 'visitor1' && deed === 'message'))
    Object.assign(one, { outcome: 'ok', output: { kept: true, entry: 'x1', by: 'one' } })
  operations.splice(2, 1)
  Object.assign(messages[0]!, { number: 2, answer: 3 })
  Object.assign(messages[1]!, { number: 3 })
  Object.assign(messages[2]!, { number: 1 })
}

/** The last that was told of the second visit is that it is held; `wished`, what its booking was told, if there was one. */
export function heldAndWished(run: Run, wished: Record<string, unknown> | undefined) {
  const { operations } = run.history
  const booked = find(run, 'buyer2', 'book', 1)
  Object.assign(booked, { deed: 'hold', output: { ...booked.output, status: 'held' } })
  if (!wished) return
  const index = operations.length
  operations.push({ ...booked, index, deed: 'book', input: { key: 'k3', hold: 'B' }, output: wished })
}
