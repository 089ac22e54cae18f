import fc from 'fast-check'
import { expect, test } from 'vitest'
import { periodWords, readPeriod } from './period.ts'

const blank = { whole: true, firstDay: '', lastDay: '', from: '', until: '' }
const zones = ['Asia/Kolkata', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago']

test('whole days begin with the first and end with the last, by the rules of each day', () => {
  const anyDay = fc.integer({ min: 0, max: 1500 }).map(days => Temporal.PlainDate.from('2025-01-01').add({ days }))
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 40 }), fc.constantFrom(...zones), (first, more, zone) => {
      const last = first.add({ days: more })
      const read = readPeriod({ ...blank, firstDay: `${first}`, lastDay: `${last}` }, zone)
      const starts = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(zone).epochMilliseconds).toISOString()
      expect(read).toEqual({ start: starts(first), end: starts(last.add({ days: 1 })) })
    }),
  )
})

test('one day needs no last one; what is missing or backwards is said beside its field', () => {
  const day = readPeriod({ ...blank, firstDay: '2026-11-30' }, 'Asia/Kolkata')
  expect(day).toEqual({ start: '2026-11-29T18:30:00.000Z', end: '2026-11-30T18:30:00.000Z' })
  expect(readPeriod(blank, 'Asia/Kolkata')).toMatchObject({ field: 'start' })
  expect(readPeriod({ ...blank, firstDay: '2026-11-30', lastDay: '2026-11-29' }, 'Asia/Kolkata')).toMatchObject({
    field: 'end',
  })
  const hours = { ...blank, whole: false, from: '2026-11-30T14:00' }
  expect(readPeriod({ ...hours, until: '2026-11-30T14:00' }, 'Asia/Kolkata')).toMatchObject({ field: 'end' })
  expect(readPeriod({ ...hours, until: '2026-11-30T17:00' }, 'Asia/Kolkata')).toEqual({
    start: '2026-11-30T08:30:00.000Z',
    end: '2026-11-30T11:30:00.000Z',
  })
})

test('whole days are told as days, others with their times', () => {
  const words = (start: string, end: string) => periodWords({ start, end }, 'Asia/Kolkata').replaceAll(' 2026', '')
  expect(words('2026-11-30T00:00:00+05:30', '2026-12-01T00:00:00+05:30')).toBe('Mon 30 Nov')
  expect(words('2026-11-30T00:00:00+05:30', '2026-12-03T00:00:00+05:30')).toBe('Mon 30 Nov – Wed 2 Dec')
  expect(words('2026-11-30T14:00:00+05:30', '2026-11-30T17:00:00+05:30')).toBe('Mon 30 Nov, 2:00 pm – 5:00 pm')
})
