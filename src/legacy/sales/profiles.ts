import type { FactInput } from '../../people/index.ts'
import type { TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { addDeeds, addStages, deedsOf } from './history.ts'
import { contactOf, type Lookups, readLookups } from './lookups.ts'
import { type SalesOptions, stampOf } from './options.ts'
import { addNotes, addPerson, contactFacts, personOfUser } from './people.ts'
import { factsOfLists, readLakh, readList, wordsOf } from './values.ts'

/** What is kept as it is: counters, scores and moods are counted anew from what somebody did. */
const ARCHIVED = {
  total_sessions: 'I',
  engagement_score: 'R',
  intent_to_buy_score: 'R',
  sentiment_history: 'J',
  avg_sentiment_score: 'R',
} as const

const LONGEST_TAG = 40

/** user_profiles → persons with what is known of them, their ledgers, stages, notes and tags. */
export function profiles(options: SalesOptions): TableMapping {
  let lookups: Lookups
  return {
    key: ['user_id'],
    async begin(run) {
      lookups = await readLookups(run.store, options.region)
    },
    plan(row, out, run) {
      const userId = row.text('user_id')?.trim()
      if (!userId) return { outcome: 'quarantined', code: 'no_key' }
      const made = personOfUser(run, userId)
      const contact = contactOf(row, options.region, { name: 'name', phone: 'phone', email: 'email' })
      const createdAt = stampOf(row, 'created_at', options) ?? run.now
      const lastActiveAt = stampOf(row, 'last_active', options) ?? createdAt
      const facts = [...contactFacts(contact), ...budgetOf(row), ...factsOfLists(row)]
      const deeds = deedsOf(row, lookups, options)
      row.check(ARCHIVED)
      row.home('persons', made)
      const person = run.person(made)
      if (person === null) return { outcome: 'imported', person: made }

      if (person === made) addPerson(out, person, { kind: 'profile', key: userId }, { createdAt, lastActiveAt, facts })
      addDeeds(out, run, person, row, deeds)
      addStages(out, run, person, row, { createdAt, lastActiveAt }, options)
      const number = contact.unread === null ? null : `Phone number as it was written before: ${contact.unread}`
      addNotes(out, run, person, row, [row.text('notes'), number], createdAt)
      for (const tag of tagsOf(row))
        out.add('tag', { id: run.id('tag', row.key, tag), personId: person, tag, at: createdAt.toString() })
      return { outcome: 'imported', person: made }
    },
  }
}

function budgetOf(row: Row): FactInput[] {
  return (['budget_min', 'budget_max'] as const).flatMap(key => {
    const lakh = row.number(key)
    if (lakh === null) return []
    const { minor, repair } = readLakh(lakh)
    if (repair) row.repair(repair, key)
    return minor === null ? [] : [{ key, value: { minor, currency: 'INR' } }]
  })
}

function tagsOf(row: Row): Set<string> {
  const tags = new Set<string>()
  for (const item of readList(row, 'tags')) {
    const tag = typeof item === 'string' ? wordsOf(item)?.toLowerCase() : undefined
    const signs = tag === undefined ? [] : [...tag]
    if (signs.length === 0 || signs.length > LONGEST_TAG) row.repair('bad_entry', 'tags')
    if (signs.length > 0) tags.add(signs.slice(0, LONGEST_TAG).join('').trim())
  }
  return tags
}
