import { expect, test } from 'vitest'
import type { Appointment } from '../api/types.ts'
import { changesBetween, isUpcoming, promiseOf, statusOf, titleOf, upcomingAndPast } from './status.ts'

const NOW = Date.parse('2026-11-27T12:00:00+05:30')
const visit: Appointment = {
  code: 'ABCDEFGH1234',
  kind: 'site_visit',
  status: 'confirmed',
  version: 1,
  start: '2026-11-28T10:00:00+05:30',
  end: '2026-11-28T11:00:00+05:30',
  timeZone: 'Asia/Kolkata',
  holdUntil: null,
  listing: { id: '1', slug: 'velmora-avalon', name: 'Velmora Avalon', place: 'Whitefield', address: null },
  staff: { name: 'Asha Rao', phone: null },
  contact: { name: 'Ravi', phone: '+919812345678', email: null },
  notes: null,
  session: null,
  reason: null,
  urgency: null,
  dueAt: null,
  cancelReason: null,
  rating: null,
  feedback: null,
  remind: { email: true, phone: true },
  calendar: null,
  can: { move: true, cancel: true, rate: false },
  createdAt: '2026-11-22T10:00:00+05:30',
}
const call: Appointment = {
  ...visit,
  kind: 'callback',
  status: 'pending',
  start: null,
  end: null,
  dueAt: '2026-11-27T15:40:00+05:30',
}
const at = (text: string) => Date.parse(text)

test('a promise is told for today by the clock alone, else with its day', () => {
  expect(promiseOf(call, NOW)).toBe('by 3:40 pm today')
  expect(promiseOf({ ...call, dueAt: '2026-11-28T09:30:00+05:30' }, NOW)).toBe('by tomorrow, 9:30 am')
  expect(promiseOf({ ...call, dueAt: '2026-11-30T09:30:00+05:30' }, NOW)).toBe('by Mon 30 Nov, 9:30 am')
})

test('what the clock has passed is told as past, not as still to come', () => {
  expect(statusOf(visit, NOW).label).toBe('Confirmed')
  expect(statusOf(visit, at('2026-11-28T10:30:00+05:30')).label).toBe('Now')
  expect(statusOf(visit, at('2026-11-28T11:00:00+05:30')).label).toBe('Past')
  expect(statusOf(call, NOW).text).toBe('We call you by 3:40 pm today.')
  expect(statusOf(call, at('2026-11-27T16:00:00+05:30')).label).toBe('Late')
  const held: Appointment = { ...visit, status: 'held', holdUntil: '2026-11-27T12:10:00+05:30' }
  expect(statusOf(held, NOW).text).toMatch(/kept for you until 12:10 pm/)
  expect(isUpcoming(held, at('2026-11-27T12:10:00+05:30'))).toBe(false)
})

test('what is to come stands soonest first, what is behind newest first', () => {
  const later = { ...visit, code: 'LATER', start: '2026-12-01T10:00:00+05:30', end: '2026-12-01T11:00:00+05:30' }
  const gone = { ...visit, code: 'GONE', status: 'cancelled' as const }
  const old = { ...visit, code: 'OLD', start: '2026-11-01T10:00:00+05:30', end: '2026-11-01T11:00:00+05:30' }
  const { upcoming, past } = upcomingAndPast([later, old, visit, gone, call], NOW)
  expect(upcoming.map(item => item.start ?? 'call')).toEqual(['call', visit.start, later.start])
  expect(past.map(item => item.code)).toEqual(['GONE', 'OLD'])
})

test('what changed meanwhile is said, and nothing where nothing did', () => {
  expect(changesBetween(visit, { ...visit, version: 2 }, NOW)).toEqual([])
  const moved: Appointment = {
    ...visit,
    version: 2,
    start: '2026-11-29T11:00:00+05:30',
    staff: { name: 'Vikram Shetty', phone: null },
  }
  expect(changesBetween(visit, moved, NOW)).toEqual([
    'It was moved from tomorrow, 10:00 am to Sun 29 Nov, 11:00 am.',
    'You will now meet Vikram Shetty.',
  ])
  expect(changesBetween(visit, { ...visit, status: 'cancelled' }, NOW)).toEqual(['It was cancelled.'])
  // The same instant in other words is no change.
  expect(changesBetween(visit, { ...visit, start: '2026-11-28T04:30:00Z' }, NOW)).toEqual([])
})

test('titles name the home where there is one', () => {
  expect(titleOf(visit)).toBe('Visit to Velmora Avalon')
  expect(titleOf({ kind: 'callback', listing: null })).toBe('Call back')
})
