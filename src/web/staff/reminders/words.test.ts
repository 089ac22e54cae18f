import { expect, test } from 'vitest'
import { ReminderStatus } from '../../../reminders/schema.ts'
import { channelWords, countsOf, deliveryWords, kindWords, reasonWords, STATUS } from './words.ts'

type Explained = Parameters<typeof reasonWords>[0]
const line: Explained = { channel: 'email', status: 'suppressed', reason: null, attempts: [] }

test.for([
  'late',
  'quiet',
  'no_consent',
  'no_address',
  'channel_off',
  'version',
  'status',
  'erased',
  'attempts',
  'not_worded',
  'unknown_subject',
  'interrupted',
])('the reason %s has a sentence of its own', reason => {
  expect(reasonWords({ ...line, reason })).toMatch(/^[A-Z](?!.*provider said).*\.$/)
})

test('what a provider answered stays as it is, with what it wrote', () => {
  const failed: Explained = { ...line, status: 'failed', reason: 'email.550' }
  expect(reasonWords(failed)).toBe('The provider said: email.550')
  const attempt = {
    number: 1,
    sentBy: 'email',
    startedAt: '',
    endedAt: null,
    outcome: 'refused',
    providerId: null,
  } as const
  expect(reasonWords({ ...failed, attempts: [{ ...attempt, code: 'email.550', note: 'No such user' }] })).toBe(
    'The provider said: No such user (email.550)',
  )
  expect(reasonWords({ ...line, status: 'unknown', reason: 'email.lost' })).toContain('not known (email.lost)')
})

test('staff’s own words are theirs, and nothing is explained where there is nothing to explain', () => {
  expect(reasonWords({ ...line, status: 'cancelled', reason: 'staff:told her' })).toBe(
    'Taken back by staff: “told her”',
  )
  expect(reasonWords({ ...line, status: 'sent', reason: 'staff:asked' })).toBe('Sent again by staff: “asked”')
  expect(reasonWords({ ...line, status: 'scheduled' })).toBeNull()
  expect(reasonWords({ ...line, channel: 'phone', reason: 'channel_off' })).toBe(
    'Nothing left the house: neither WhatsApp nor SMS is set up.',
  )
})

test('channels, kinds, deliveries and statuses in words', () => {
  expect(channelWords({ channel: 'phone', sentBy: null })).toBe('by WhatsApp or SMS')
  expect(channelWords({ channel: 'phone', sentBy: 'sms' })).toBe('by SMS')
  expect(channelWords({ channel: 'phone', sentBy: 'email' })).toBe('by e-mail instead of WhatsApp or SMS')
  expect(kindWords('visit_24h')).toBe('A day before')
  expect(kindWords('session_soon')).toBe('Session soon')
  expect(deliveryWords('something_new')).toBe('something_new')
  expect(Object.keys(STATUS)).toEqual(ReminderStatus.options)
})

test('counts leave no status out', () => {
  const rows = ReminderStatus.options.map((status, at) => ({
    kind: 'a',
    channel: 'email' as const,
    status,
    count: 10 ** at,
  }))
  const counts = countsOf(rows)
  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(1_111_111)
})
