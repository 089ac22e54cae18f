import { expect, test } from 'vitest'
import type { StaffAppointment } from '../../api/types.ts'
import { isMovable, snap } from './drag.ts'

test('a start is one of those from opening on, within the day', () => {
  const hourly = { opens: 9 * 60 + 30, step: 60 }
  expect(snap(10 * 60 + 10, hourly)).toBe(10 * 60 + 30)
  expect(snap(9 * 60 + 50, hourly)).toBe(9 * 60 + 30)
  expect(snap(-40, hourly)).toBe(0)
  expect(snap(1500, hourly)).toBe(1380)
})

test('only what is agreed and still to come is moved', () => {
  const now = Date.parse('2026-11-22T10:00:00Z')
  const visit = { kind: 'site_visit', status: 'confirmed', start: '2026-11-22T11:00:00Z' } as StaffAppointment
  expect(isMovable(visit, now)).toBe(true)
  expect(isMovable({ ...visit, status: 'pending' }, now)).toBe(true)
  for (const other of [
    { start: '2026-11-22T09:59:00Z' },
    { status: 'completed' },
    { status: 'cancelled' },
    { status: 'held' },
    { kind: 'callback', status: 'pending' },
  ])
    expect(isMovable({ ...visit, ...other } as StaffAppointment, now)).toBe(false)
})
