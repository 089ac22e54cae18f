import { expect, test } from 'vitest'
import {
  bookedInThePast,
  find,
  heldAndWished,
  keepAndReview,
  keepUploadAndReview,
  signOut,
  soundRun,
  tellOfEnd,
  turnRound,
} from './histories.ts'
import { check, type Run, rules } from './index.ts'

test('a sound run breaks no rule', () => {
  expect(check(soundRun()).broken).toEqual({})
})

test('what was kept may wait for review where its client signed out by another clock before it was done', () => {
  const run = soundRun()
  run.clocksJumped = true
  keepAndReview(run, 'visitor1', 'outage.session')
  signOut(run, 'visitor1')
  expect(check(run).broken).toEqual({})
})

test('what was kept of one who has as many files as anybody may have waits for review, whole', () => {
  const run = soundRun()
  keepUploadAndReview(run, 's1')
  expect(check(run).broken).toEqual({})
})

test('what a clock that was ahead made, and what quiet hours moved, may wait', () => {
  const run = soundRun()
  tellOfEnd(run, 3_600_000, 3_600_000)
  Object.assign(tellOfEnd(run, -60_000, 3_600_000), {
    planned: run.rows.readAt - 60_000,
    intent: 'B 2 cancelled',
    id: 'r8',
  })
  run.rows.reminders.push({
    ...run.rows.reminders[0]!,
    id: 'r7',
    intent: 'B 1 soon',
    status: 'scheduled',
    due: run.rows.readAt + 9_000,
  })
  expect(check(run).broken).toEqual({})
})

test('who asked another server before the first one answered may have come before what the first one held', () => {
  const run = soundRun()
  turnRound(run)
  Object.assign(find(run, 'visitor1', 'message', 1).output!, { asked: ['two', 'one'] })
  expect(check(run).broken).toEqual({})
})

test('a hold whose booking was kept for later may have become a visit', () => {
  const run = soundRun()
  heldAndWished(run, { kept: true, entry: 'x1' })
  expect(check(run).broken).toEqual({})
})

test('a call that was wished for again and kept for later is a version later', () => {
  const run = soundRun()
  Object.assign(run.rows.appointments[1]!, { version: 2, keys: ['key:k3', 'key:k4'] })
  expect(check(run).broken).toEqual({})
})

test('a visit that a clock that was behind booked in the past is not followed up', () => {
  const run = soundRun()
  bookedInThePast(run, true)
  expect(check(run).broken).toEqual({})
})

test('nobody is asked about a visit that was long over by a clock that was ahead', () => {
  const run = soundRun()
  bookedInThePast(run, true, -3.5)
  expect(check(run).broken).toEqual({})
})

/** One thing that must never happen, and the rules that are to see it. */
const BROKEN: [string, string[], (run: Run) => unknown][] = [
  [
    'an acknowledged message is lost',
    ['acknowledgedMessagesAreThere', 'readsAgreeWithTheThread'],
    ({ rows }) => {
      rows.messages.splice(0, 2)
      Object.assign(rows.messages[0]!, { number: 1 })
      Object.assign(rows.conversations[0]!, { lastNumber: 1 })
    },
  ],
  [
    'a message that was kept for later is lost',
    ['acknowledgedMessagesAreThere', 'keptIsDone'],
    run => {
      Object.assign(find(run, 'visitor1', 'message', 1), { outcome: 'ok', output: { kept: true, entry: 'x2' } })
      run.rows.messages.pop()
      run.rows.conversations[0]!.lastNumber = 2
    },
  ],
  [
    'an unknown message is there twice',
    ['acknowledgedMessagesAreThere'],
    ({ rows }) => {
      rows.messages.push({ ...rows.messages[2]!, number: 4 })
      rows.conversations[0]!.lastNumber = 4
    },
  ],
  [
    'a message says something else',
    ['acknowledgedMessagesAreThere', 'readsAgreeWithTheThread'],
    ({ rows }) => Object.assign(rows.messages[0]!, { text: 'hallo' }),
  ],
  ['a number is missing', ['numbersAreDense'], ({ rows }) => Object.assign(rows.messages[2]!, { number: 4 })],
  [
    'a read showed another order',
    ['readsAgreeWithTheThread'],
    run =>
      Object.assign(find(run, 'visitor1', 'thread').output!, {
        messages: [
          [1, 'assistant', 'Hi'],
          [2, 'visitor', 'hello (visitor1x1)'],
        ],
      }),
  ],
  [
    'a read did not show what had been acknowledged before',
    ['readsDoNotGoBack'],
    run => Object.assign(find(run, 'visitor1', 'thread').output!, { messages: [[1, 'visitor', 'hello (visitor1x1)']] }),
  ],
  ['messages stand in another order than they were sent', ['messagesStandInTheirOrder'], turnRound],
  [
    'a kept message waits for review although its session was never ended',
    ['acknowledgedMessagesAreThere', 'keptIsDone'],
    run => keepAndReview(run, 'visitor1', 'outage.session'),
  ],
  [
    'a kept message waits for review for another reason than a session that was ended',
    ['acknowledgedMessagesAreThere', 'keptIsDone'],
    run => {
      run.clocksJumped = true
      keepAndReview(run, 'visitor1', 'outage.failed')
      signOut(run, 'visitor1')
    },
  ],
  [
    'a kept message waits for review, and its client signed in before it signed out',
    ['acknowledgedMessagesAreThere', 'keptIsDone'],
    run => {
      run.clocksJumped = true
      keepAndReview(run, 'visitor1', 'outage.session')
      Object.assign(signOut(run, 'visitor1'), { deed: 'sign_in' })
      signOut(run, 'visitor1')
    },
  ],
  [
    'a kept message waits for review because its client signed out later, though no clock was wrong',
    ['acknowledgedMessagesAreThere', 'keptIsDone'],
    run => {
      keepAndReview(run, 'visitor1', 'outage.session')
      signOut(run, 'visitor1')
    },
  ],
  ['a kept wish is never done', ['keptIsDone'], ({ rows }) => Object.assign(rows.outage[0]!, { state: 'waiting' })],
  [
    'a message waits for its answer',
    ['everyMessageIsAnsweredOnce'],
    ({ rows }) => Object.assign(rows.messages[2]!, { turn: 'pending' }),
  ],
  [
    'a message is answered twice',
    ['everyMessageIsAnsweredOnce'],
    ({ rows }) => {
      rows.messages.push({ ...rows.messages[1]!, number: 4 })
      rows.conversations[0]!.lastNumber = 4
    },
  ],
  [
    'one person has two open conversations',
    ['everyMessageIsAnsweredOnce'],
    ({ rows }) => rows.conversations.push({ ...rows.conversations[0]!, id: 'c2', lastNumber: 0 }),
  ],
  [
    'somebody reads the words of another',
    ['nobodyReadsAnother'],
    run => Object.assign(find(run, 'buyer2', 'book', 1).output!, { notes: 'mine (buyer1x4)' }),
  ],
  [
    'one person holds the words of two',
    ['nobodyReadsAnother', 'acknowledgedMessagesAreThere'],
    ({ rows }) => Object.assign(rows.messages[2]!, { text: 'still there? (visitor2x2)' }),
  ],
  ['an acknowledged booking is lost', ['oneWishOneAppointment', 'toldIsSo'], ({ rows }) => rows.appointments.pop()],
  [
    'a cancelled visit lives on',
    ['toldIsSo', 'oneWinnerPerSlot'],
    ({ rows }) => Object.assign(rows.appointments[0]!, { status: 'confirmed', version: 1 }),
  ],
  [
    'a call is wished for by nobody',
    ['toldIsSo'],
    run => Object.assign(run.rows.appointments[1]!, { version: 2, keys: ['key:k3', 'key:k9'] }),
  ],
  ['a visit moved by nobody', ['toldIsSo'], ({ rows }) => Object.assign(rows.appointments[1]!, { version: 3 })],
  [
    'a visit stands without its event',
    ['toldIsSo'],
    ({ rows }) => Object.assign(rows.appointments[1]!, { missing: ['event'] }),
  ],
  ['a hold became a visit by nobody’s wish', ['toldIsSo'], run => heldAndWished(run, undefined)],
  [
    'a visit that is ahead by the farthest clock is not followed up',
    ['toldIsSo'],
    run => bookedInThePast(run, true, -4.5),
  ],
  [
    'a visit that is long over is not followed up, though no clock was wrong',
    ['toldIsSo'],
    run => bookedInThePast(run, false),
  ],
  [
    'a wish became two appointments',
    ['oneWishOneAppointment'],
    ({ rows }) => rows.appointments.push({ ...rows.appointments[0]!, code: 'C', keys: ['key:k3'] }),
  ],
  [
    'a refused wish became an appointment',
    ['oneWishOneAppointment'],
    ({ rows }) => rows.appointments.push({ ...rows.appointments[0]!, code: 'C', keys: ['key:k2'] }),
  ],
  [
    'a client was told an older version',
    ['versionsDoNotGoBack', 'toldIsSo'],
    run => Object.assign(find(run, 'buyer1', 'cancel').output!, { version: 0 }),
  ],
  [
    'two visitors were promised the same start at once',
    ['oneWinnerPerSlot', 'toldIsSo'],
    run => {
      const { history } = run
      history.operations.splice(history.operations.indexOf(find(run, 'buyer1', 'cancel')), 1)
    },
  ],
  ['a reminder arrived twice', ['oneReminderPerIntent'], ({ rows }) => rows.mails.push('r1')],
  [
    'there are two reminders for one intent',
    ['oneReminderPerIntent'],
    ({ rows }) => rows.reminders.push({ ...rows.reminders[1]!, id: 'r3' }),
  ],
  ['the reminder of a cancelled visit left', ['oneReminderPerIntent'], ({ rows }) => rows.mails.push('r2')],
  [
    'a reminder of an old version still waits to leave',
    ['oneReminderPerIntent'],
    ({ rows }) => Object.assign(rows.reminders[1]!, { status: 'scheduled' }),
  ],
  [
    'a reminder that is due was not worked off',
    ['oneReminderPerIntent'],
    ({ rows }) => {
      Object.assign(rows.reminders[0]!, { status: 'scheduled' })
      rows.mails.pop()
    },
  ],
  ['a mail of an end is due and was not worked off', ['oneReminderPerIntent'], run => tellOfEnd(run, 0, -50_000)],
  [
    'a mail of an end waits although no clock was ahead',
    ['oneReminderPerIntent'],
    run => tellOfEnd(run, -60_000, 1_000),
  ],
  [
    'a mail of an end that a clock ahead made waits for an old version',
    ['oneReminderPerIntent'],
    run => Object.assign(tellOfEnd(run, 3_600_000, 3_600_000), { old: true }),
  ],
  [
    'a reminder of a cancelled visit waits, and a clock that was ahead is no reason',
    ['oneReminderPerIntent'],
    run => Object.assign(tellOfEnd(run, 3_600_000, 3_600_000), { kind: 'follow_up' }),
  ],
  [
    'a reminder began after its visit was cancelled',
    ['oneReminderPerIntent'],
    ({ rows }) => Object.assign(rows.reminders[1]!, { late: true }),
  ],
  ['an acknowledged upload is lost', ['uploadsAreThere'], ({ rows }) => rows.files.pop()],
  ['a kept upload waits for review with other bytes', ['uploadsAreThere'], run => keepUploadAndReview(run, 's9')],
  [
    'a kept upload waits for review without need',
    ['uploadsAreThere'],
    run => keepUploadAndReview(run, 's1', 'outage.failed'),
  ],
  ['an upload has other bytes', ['uploadsAreThere'], ({ rows }) => Object.assign(rows.files[0]!, { bytes: 's9' })],
  [
    'a download gave other bytes',
    ['uploadsAreThere'],
    run => Object.assign(find(run, 'uploader1', 'download').output!, { sha256: 's9' }),
  ],
  [
    'a removed file is there',
    ['uploadsAreThere'],
    ({ rows }) => rows.files.push({ ...rows.files[0]!, id: 'f2', clientId: 'u2' }),
  ],
  [
    'an answer fell back to what stood before',
    ['answersStand'],
    ({ rows }) => Object.assign(rows.answers[0]!, { revision: 1, text: 'first' }),
  ],
  ['an account is gone', ['workIsThere'], ({ rows }) => rows.accounts.pop()],
  [
    'a programme was begun twice by one wish',
    ['workIsThere'],
    ({ rows }) => rows.enrolments.push({ ...rows.enrolments[0]!, id: 'n2' }),
  ],
  ['an enrolment is lost', ['workIsThere'], ({ rows }) => rows.enrolments.pop()],
  ['an override is lost', ['workIsThere'], ({ rows }) => rows.overrides.pop()],
  [
    'a session is lost',
    ['sessionsHold'],
    run => Object.assign(find(run, 'member1', 'session').output!, { email: null }),
  ],
  [
    'a session outlives its end',
    ['sessionsHold'],
    run => Object.assign(find(run, 'member1', 'session_after_sign_out').output!, { email: 'm@example.com' }),
  ],
  ['a score is no sum', ['scoresAreSums'], ({ rows }) => rows.leads.push('the score is not the sum of its ledger: p1')],
  [
    'an answer was a fault of ours',
    ['noSurprises'],
    run => find(run, 'visitor1', 'message').attempts.unshift('500 server.internal'),
  ],
  [
    'a refusal that nobody expects',
    ['noSurprises'],
    run => Object.assign(find(run, 'buyer2', 'book').output!, { code: 'request.sign_in' }),
  ],
  [
    'a password is not right any more',
    ['noSurprises'],
    run =>
      Object.assign(find(run, 'member1', 'sign_in'), {
        outcome: 'refused',
        output: { code: 'accounts.bad_credentials' },
      }),
  ],
  [
    'a server ended by itself',
    ['theHouseStands'],
    ({ history }) => history.happenings.push({ at: 5, what: 'ended by itself', detail: 'server-1: 1' }),
  ],
  [
    'something was never worked off',
    ['theHouseStands'],
    ({ history }) => history.happenings.push({ at: 5, what: 'not quiet', detail: 'one message waits' }),
  ],
]

test.for(BROKEN)('%s', ([, expected, breakIt]) => {
  const run = soundRun()
  breakIt(run)
  expect(Object.keys(check(run).broken).sort()).toEqual([...expected].sort())
})

test('each rule is seen to fail', () => {
  expect([...new Set(BROKEN.flatMap(([, names]) => names))].sort()).toEqual(Object.keys(rules).sort())
})
