import type { Finding } from './findings.ts'
import { SHOWN } from './findings.ts'
import type { Mind } from './mind.ts'
import type { Plan } from './plan.ts'

const QUESTIONS = {
  place: 'Which part of Bengaluru would suit you best?',
  price: 'What budget should I stay within?',
  bedrooms: 'How many bedrooms do you need?',
  possession: 'When would you like to move in?',
} as const
export type Asked = keyof typeof QUESTIONS

/** One question about what would narrow a long list most, and was neither said nor asked before. */
export function questionFor(mind: Mind, plan: Plan, findings: readonly Finding[]): { key: Asked; text: string } | null {
  const [found] = findings
  const steps = plan.steps.filter(step => step.calls.length > 0)
  if (steps.length !== 1 || steps[0]!.deed !== 'search' || findings.length !== 1) return null
  if (mind.understood.needsClarification) return null
  if (found?.tool !== 'search' || found.result.total <= SHOWN || found.from > 0) return null
  const { wish } = plan
  const missing: Asked[] = []
  if (!wish.places?.length && !wish.zone) missing.push('place')
  if (!wish.maxPrice && !wish.aboutPrice && !wish.minPrice) missing.push('price')
  if (!wish.bedrooms?.length && !wish.kinds?.includes('plot')) missing.push('bedrooms')
  if (!wish.possessionBy && !wish.possessionIn && !wish.statuses?.length) missing.push('possession')
  const key = missing.find(one => !mind.state.asked.includes(one))
  return key ? { key, text: QUESTIONS[key] } : null
}
