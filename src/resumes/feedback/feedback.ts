import { readResume } from '../reading/read-resume.ts'
import type { Check, Posting } from '../schema.ts'
import { bulletChecks } from './bullets.ts'
import { keywordCheck } from './keywords.ts'
import { roleChecks } from './roles.ts'
import { wholeChecks } from './whole.ts'
import { wordingChecks } from './wording.ts'

/** Every check of a text (career desk, 4), by rules alone: the same text and month always give the same. */
export function checkResume(text: string, options: { now: Temporal.Instant; posting?: Posting | undefined }): Check[] {
  const document = readResume(text)
  const subject = { text, document, now: options.now }
  return [
    ...wholeChecks(subject),
    ...roleChecks(subject),
    ...bulletChecks(subject),
    ...wordingChecks(subject),
    ...(options.posting ? [keywordCheck(text, document, options.posting)] : []),
  ]
}
