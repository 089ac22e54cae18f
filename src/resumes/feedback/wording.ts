import { findSkill } from '../../catalogue/index.ts'
import type { Check } from '../schema.ts'
import { check, type Subject } from './check.ts'

/** "I" as a person, not as a number of a phase; `us` but not the country. */
const FIRST_PERSON =
  /(?:^|[\s(“"'])(?:I(?=['’]|\s+[a-z])|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Oo]ur|[Oo]urs|us)(?=[\s,.;:!?'’)]|$)/
const NUMBERED = /\b(?:phase|part|level|type|class|grade|tier|stage|war|series|section|volume)\s+I\b/gi

/** Abbreviations that readers of any trade know, beside those that name skills. */
const KNOWN = new Set(
  `AD AM PM BA BS BSC MA MS MSC MBA PHD MD LLB LLM JD CV CEO CFO CTO COO CIO CMO VP SVP HR IT PR QA UK US USA EU UN UAE NHS NASA NATO
  EUR USD GBP INR JPY CHF CAD AUD PDF FAQ ID TV DVD USB PC GPS WIFI URL WWW HTTP HTTPS HTML CSS XML JSON CSV API APIS SQL AI ML UI UX
  DIY OK LTD LLC INC PLC GMBH AG SA SE BV NV DE FR IN NY CA TX WA MA IL GA CO NC VA PA OH MI DC LA SF NYC ON BC QC II III IV VI VII
  COVID GDPR ISO GPA SAT GRE TOEFL IELTS GCSE RN BBC IBM SAP AWS BMW MIT UCLA NYU LSE IIT IIM B2B B2C KPI KPIS ROI CRM ERP SEO`
    .split(/\s+/)
    .filter(Boolean),
)

/** What concerns the wording: no first person, abbreviations explained. */
export function wordingChecks({ text, document }: Subject): Check[] {
  const personal = document.lines.filter(line => FIRST_PERSON.test(line.text.replace(NUMBERED, ' ')))
  const unexplained = abbreviationsIn(text, document.lines)
  const names = [...unexplained.keys()]
  return [
    check(
      'first_person',
      personal.map(({ number }) => number),
      personal.length === 0,
      {
        well: 'It does without “I” and “my”.',
        better: 'Leave “I”, “my” and “we” out: the whole page is about you.',
      },
    ),
    check('abbreviation', [...new Set(unexplained.values())], names.length === 0, {
      well: 'No abbreviation is left unexplained.',
      better: `Write out once what ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' and others' : ''} stand${names.length === 1 ? 's' : ''} for.`,
    }),
  ]
}

/** Each with the line where it first stands. Explained is what has its words, or stands itself, in brackets beside the other. */
function abbreviationsIn(text: string, lines: Subject['document']['lines']): Map<string, number> {
  const found = new Map<string, number>()
  const explained = explainedIn(text)
  for (const { text: line, number, kind, section } of lines) {
    if (kind === 'heading' || (section === 'top' && number <= 3) || isShouted(line)) continue
    for (const [word] of line.matchAll(/(?<![\p{L}\p{N}@./_-])[A-Z][A-Z0-9]{1,5}s?(?![\p{L}\p{N}@_])/gu)) {
      const bare = word.replace(/s$/, '')
      if (found.has(bare) || KNOWN.has(bare) || KNOWN.has(word) || /\d{2}/.test(bare) || findSkill(bare)) continue
      if (!explained.has(bare)) found.set(bare, number)
    }
  }
  return found
}

function explainedIn(text: string): Set<string> {
  const within = text.matchAll(/\(([A-Z][A-Z0-9]{1,5})s?\)/g)
  const before = text.matchAll(/\b([A-Z][A-Z0-9]{1,5})s?\s+\([^()]{6,}\)/g)
  return new Set([...within, ...before].map(([, word]) => word!))
}

/** A line all in capitals is a name or a title, not made of abbreviations. */
function isShouted(line: string): boolean {
  const letters = line.replace(/[^\p{L}]/gu, '')
  return letters.length > 6 && letters === letters.toUpperCase()
}
