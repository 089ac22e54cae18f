import { expect, test } from 'vitest'
import { factKeys, factValues } from './schema.ts'
import { factLabel, factSentence, factText } from './sentences.ts'

const samples: Record<string, unknown> = {
  email: 'asha@example.org',
  phone: '+919876543210',
  budget_min: { minor: 900_000_000, currency: 'INR' },
  budget_max: { minor: 1_500_000_000, currency: 'INR' },
  budget_about: { minor: 60_000_000, currency: 'USD' },
  configuration: 2.5,
  area: { min: 1200, max: 1500 },
  possession: { by: '2027-Q2' },
  persona: 'first_time_buyer',
  work_mode: 'onsite',
  work_type: 'part_time',
  work_level: 'senior',
  work_place: { city: 'Toronto', country: 'CA' },
  work_pay: { minor: 6_500_000, currency: 'CAD', per: 'year' },
}

test('every key has a label and a sentence without machine words', () => {
  for (const key of factKeys) {
    // Machine words are lower case; what people write may be anything.
    const term = factValues[key].safeParse('Hebbal').success ? 'Hebbal' : 'under_construction'
    const value = factValues[key].parse(samples[key] ?? term)
    for (const text of [factLabel(key), factSentence(key, value)])
      expect(text, key).not.toMatch(/_|null|undefined|NaN|\[object|\{/)
  }
})

test('amounts, periods and areas are written as people write them', () => {
  expect(factSentence('budget_max', samples.budget_max)).toBe('Your budget goes up to ₹1.5 crore.')
  expect(factText('budget_about', samples.budget_about)).toBe('$600,000')
  expect(factSentence('possession', { in: '2027' })).toBe('You want possession in 2027.')
  expect(factSentence('possession', { by: '2027-Q2' })).toBe('You want possession by Q2 2027.')
  expect(factText('area', { max: 1200 })).toBe('at most 1,200 sqft')
  expect(factSentence('configuration', 2.5)).toBe('You look for 2.5 BHK homes.')
})

test('an erased value and a key of another desk still read well', () => {
  expect(factSentence('phone', null)).toBe('Phone: erased.')
  expect(factSentence('dream_job', 'pilot')).toBe('Dream job: pilot.')
})
