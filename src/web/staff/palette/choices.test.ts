import { expect, test } from 'vitest'
import { choicesOf } from './choices.ts'

const places = [
  { key: 'today', label: 'Today' },
  { key: 'inbox', label: 'Inbox' },
  { key: 'calendar', label: 'Calendar' },
  { key: 'imports', label: 'Import homes' },
]
const labels = (text: string) => choicesOf(text, places).map(({ label }) => label)

test('nothing typed: every page; then what begins with it, by any word', () => {
  expect(labels(' ')).toEqual(['Today', 'Inbox', 'Calendar', 'Import homes'])
  expect(labels('I')).toEqual(['Inbox', 'Import homes'])
  expect(labels('home')).toEqual(['Import homes'])
  expect(labels('cal')).toEqual(['Calendar', 'This week'])
  expect(labels('zebra')).toEqual([])
})

test('a deed stands only where its page is somebody’s', () => {
  expect(choicesOf('week', places.slice(0, 2))).toEqual([])
})

test('the code of an appointment, as people write it, opens it', () => {
  expect(choicesOf('7h2k-m3np-q4rs', places)).toMatchObject([
    { to: '/console/calendar', search: { appointment: '7H2KM3NPQ4RS' } },
  ])
  expect(choicesOf('7h2k-m3np-q4rI', places)).toEqual([])
})
