import { expect, test } from 'vitest'
import type { StaffConversation } from '../../../conversations/schema.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { greetingAt, needsOf } from './needs.ts'

const now = Date.parse('2026-11-23T10:00:00Z')
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString()
const chat = (id: string, more: object) => ({ id, promise: null, reason: 'requested', ...more }) as StaffConversation
const call = (code: string, dueAt: string) => ({ code, kind: 'callback', status: 'pending', dueAt }) as StaffAppointment
const visit = (code: string, status: string, start: number) =>
  ({ code, kind: 'site_visit', status, start: at(start), end: at(start + 60) }) as StaffAppointment

test('danger first, then by the time that was promised, and notes at the end', () => {
  const needs = needsOf(
    {
      conversations: [
        chat('waits', { since: at(-1), promise: { at: at(1), outOfHours: false, late: false } }),
        chat('late', { since: at(-9), promise: { at: at(-7), outOfHours: false, late: true } }),
        chat('danger', { since: at(0), reason: 'crisis' }),
      ],
      calls: [call('overdue', at(-30)), call('soon', at(59)), call('later', at(61))],
      visits: [
        visit('to confirm', 'pending', 20),
        visit('was', 'confirmed', -90),
        visit('now', 'confirmed', -30),
        visit('gone', 'cancelled', 30),
      ],
    },
    now,
  )
  expect(needs.map(need => [need.kind === 'conversation' ? need.one.id : need.one.code, need.late])).toEqual([
    ['danger', false],
    ['overdue', true],
    ['late', true],
    ['waits', false],
    ['to confirm', false],
    ['soon', false],
    ['was', false],
  ])
})

test('the greeting goes by the clock of the business', () => {
  expect(greetingAt(now, 'Asia/Kolkata')).toBe('Good afternoon')
  expect(greetingAt(now, 'Europe/Lisbon')).toBe('Good morning')
  expect(greetingAt(Date.parse('2026-11-23T20:00:00Z'), 'Asia/Kolkata')).toBe('Good evening')
})
