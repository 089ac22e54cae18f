import { Pill, type Tone } from '../../../parts/pill.tsx'
import type { Experiment } from '../api.ts'

const WORDS: Record<Experiment['status'], { label: string; tone: Tone | 'plain' }> = {
  draft: { label: 'Draft', tone: 'plain' },
  active: { label: 'Running', tone: 'good' },
  reviewed: { label: 'Reviewed', tone: 'over' },
  abandoned: { label: 'Let go', tone: 'over' },
}
export const statusWords = (status: Experiment['status']) => WORDS[status].label
export const StatusPill = ({ status }: { status: Experiment['status'] }) => <Pill {...WORDS[status]} />

/** How an experiment is called: by its title, else by the beginning of what it supposes. */
export function nameOf({ title, hypothesis }: Pick<Experiment, 'title' | 'hypothesis'>): string {
  const name = title || hypothesis
  if (!name) return 'An experiment without a name'
  return name.length > 60 ? `${name.slice(0, 57).trimEnd()}…` : name
}

/** What an experiment still needs before it can start, in words; empty when nothing. */
export function missingOf({ hypothesis, metric, startOn, reviewOn }: Experiment): string[] {
  return [
    ...(hypothesis ? [] : ['what you expect']),
    ...(metric ? [] : ['how you will measure it']),
    ...(startOn || reviewOn ? [] : ['a day on which it starts or is reviewed']),
  ]
}
