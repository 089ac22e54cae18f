import { expect, test } from 'vitest'
import { leftWords } from './words.ts'

test.for([
  [0, 0, 'No session comes with your account yet. A code adds sessions.'],
  [1, 0, 'You can book one session.'],
  [1, 1, 'You have used the one session of your account. A code adds more.'],
  [3, 0, 'You can book three sessions.'],
  [3, 1, 'One of your three sessions is used, so you can book two more.'],
  [3, 2, 'Two of your three sessions are used, so you can book one more.'],
  [3, 3, 'You have used all three sessions of your account. A code adds more.'],
  [13, 1, 'One of your 13 sessions is used, so you can book 12 more.'],
] as const)('%i allowed, %i used', ([allowed, used, words]) => {
  expect(leftWords({ allowed, used, left: allowed - used })).toBe(words)
})
