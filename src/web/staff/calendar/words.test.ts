import { expect, test } from 'vitest'
import { eventWords, standingOf } from './words.ts'

const KOLKATA = 'Asia/Kolkata'
const now = Date.parse('2026-11-26T10:00:00+05:30')
const visit = { kind: 'site_visit', status: 'confirmed', end: '2026-11-26T11:00:00+05:30', dueAt: null } as const

test('a visit that is over asks for its outcome', () => {
  expect(standingOf(visit, now).label).toBe('Confirmed')
  expect(standingOf({ ...visit, end: '2026-11-26T09:00:00+05:30' }, now)).toEqual({
    label: 'Outcome missing',
    tone: 'wait',
  })
})

test('a call past its promise is overdue', () => {
  const call = { kind: 'callback', status: 'pending', end: null, dueAt: '2026-11-26T09:59:00+05:30' } as const
  expect(standingOf(call, now)).toEqual({ label: 'Overdue', tone: 'bad' })
  expect(standingOf({ ...call, dueAt: '2026-11-26T10:01:00+05:30' }, now).label).toBe('To call')
})

test('the history says what happened and who did it', () => {
  const event = {
    number: 2,
    kind: 'moved',
    status: 'confirmed',
    version: 2,
    start: '2026-11-28T10:00:00+05:30',
    staff: 'Anika Verma',
    actedBy: 'staff',
    account: 'Asha Rao',
    note: null,
    at: '2026-11-26T09:00:00+05:30',
  } as const
  expect(eventWords(event, KOLKATA, now)).toEqual({
    what: 'Moved to Sat 28 Nov, 10:00 am with Anika Verma',
    who: 'Asha Rao',
  })
  expect(eventWords({ ...event, kind: 'corrected', status: 'no_show' }, KOLKATA, now).what).toBe('Corrected: no show')
  expect(eventWords({ ...event, kind: 'cancelled', actedBy: 'visitor', account: null }, KOLKATA, now)).toEqual({
    what: 'Cancelled',
    who: 'The visitor',
  })
})
