import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyDay, faultOf, hoursOf, isSameWeek, newSpan, nextSpan, weekOf, weekWords } from './week.ts'

const clock = fc.integer({ min: 0, max: 24 * 4 }).map(quarter => {
  const [hour, minute] = [Math.floor(quarter / 4), (quarter % 4) * 15]
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
})
/** Several hours a day that neither overlap nor touch. */
const day = fc
  .uniqueArray(clock, { maxLength: 6 })
  .map(clocks => clocks.toSorted())
  .map(clocks =>
    Array.from({ length: Math.floor(clocks.length / 2) }, (_, at) => ({
      opens: clocks[at * 2]!,
      closes: clocks[at * 2 + 1]!,
    })),
  )
const week = fc
  .array(day, { minLength: 7, maxLength: 7 })
  .map(days => days.flatMap((spans, at) => spans.map(span => ({ weekday: at + 1, ...span }))))

describe('a week', () => {
  test('comes back as it was read, midnight at its end too, and has no fault', () => {
    fc.assert(
      fc.property(week, hours => {
        expect(hoursOf(weekOf(hours))).toEqual(hours)
        expect(weekOf(hours).map(faultOf)).toEqual(Array(7).fill(null))
        expect(isSameWeek(weekOf(hours), weekOf(hours))).toBe(true)
      }),
    )
  })

  test('copies a day to others and leaves the rest', () => {
    const before = weekOf([
      { weekday: 1, opens: '09:00', closes: '13:00' },
      { weekday: 3, opens: '10:00', closes: '11:00' },
    ])
    const after = hoursOf(copyDay(before, 0, [1, 2]))
    expect(after).toEqual([1, 2, 3].map(weekday => ({ weekday, opens: '09:00', closes: '13:00' })))
  })

  test.for([
    [[newSpan('09:00', '')], 'Please fill in both times.'],
    [[newSpan('18:00', '09:00')], 'Hours must end later than they begin.'],
    [[newSpan('09:00', '13:00'), newSpan('12:00', '18:00')], 'These hours overlap.'],
    [[newSpan('14:00', '00:00'), newSpan('09:00', '13:00')], null],
    [[newSpan('09:00', '13:00'), newSpan('13:00', '18:00')], null],
  ] as const)('says what is wrong: %j', ([spans, fault]) => {
    expect(faultOf(spans)).toBe(fault)
  })

  test('offers further hours after a break, and the usual ones first', () => {
    const usual = { opens: '10:00', closes: '17:00' }
    expect(nextSpan([], usual)).toMatchObject(usual)
    expect(nextSpan([newSpan('09:00', '13:30')], usual)).toMatchObject({ opens: '14:30', closes: '17:30' })
    expect(nextSpan([newSpan('09:00', '00:00')], usual)).toMatchObject({ opens: '', closes: '' })
  })

  test('is told in a line', () => {
    const at = (weekday: number, opens = '09:00', closes = '18:00') => ({ weekday, opens, closes })
    expect(weekWords([])).toBe('No hours')
    expect(weekWords([1, 2, 3, 4, 5, 6, 7].map(one => at(one)))).toBe('Every day 09:00–18:00')
    expect(weekWords([at(1), at(2), at(4), at(6, '20:00', '24:00')])).toBe(
      'Mon, Tue 09:00–18:00; Thu 09:00–18:00; Sat 20:00–24:00',
    )
    expect(weekWords([at(1, '14:00'), at(1, '09:00', '13:00')])).toBe('Mon 09:00–13:00, 14:00–18:00')
  })
})
