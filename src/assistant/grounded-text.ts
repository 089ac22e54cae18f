import { createSentenceCutter, ground, type ListingSource, type Sources } from './ground/index.ts'

/** Longer than any honest answer: what goes on beyond is not listened to. */
const LIMIT = 3_000

/**
 * Passes generated text on sentence by sentence, each only once it holds against the rows. A sentence that fails gives way
 * to the row's own text for the listing that it speaks of, once a listing; without one it is left out.
 */
export function createGroundedText(
  sources: Sources,
  rowText: (listing: string) => string | null,
  emit: (text: string) => void,
) {
  const cutter = createSentenceCutter()
  const told = new Set<string>()
  let about: ListingSource[] = []
  let shown = ''
  let failed = 0

  function say(text: string) {
    const next = shown === '' ? text.trimStart() : text
    if (next === '' || shown.length + next.length > LIMIT) return
    shown += next
    emit(next)
  }

  function take(sentence: string) {
    if (sentence.trim() === '') {
      if (!shown.endsWith('\n')) say('\n')
      return
    }
    const verdict = ground(sentence, sources, about)
    about = verdict.about
    if (verdict.grounded) {
      for (const listing of verdict.about) told.add(listing.name)
      say(plainText(sentence))
      return
    }
    failed += 1
    for (const { name } of verdict.about) {
      const row = told.has(name) ? null : rowText(name)
      told.add(name)
      if (row) say(`${row}${/\s$/.exec(sentence)?.[0] ?? ' '}`)
    }
  }

  return {
    push(delta: string) {
      for (const sentence of cutter.push(delta)) take(sentence)
    },
    end() {
      for (const sentence of cutter.flush()) take(sentence)
    },
    get shown() {
      return shown
    },
    get failed() {
      return failed
    },
  }
}

/** A model's emphasis marks: the answer is plain text. */
function plainText(sentence: string): string {
  return sentence.replaceAll(/\*\*|__|^#+\s*/gm, '')
}

/** What the rules still have to say after a text that broke off: no line twice, and no home that was told already. */
export function remainderOf(shown: string, rules: string, names: readonly string[]): string {
  if (shown.trim() === '') return rules
  const said = new Set(sentenceKeys(shown))
  const toldNames = names.filter(name => shown.includes(name))
  const lines = rules.split('\n').filter(line => {
    if (line.trim() === '') return true
    if (sentenceKeys(line).every(key => said.has(key))) return false
    return !(line.startsWith('• ') && toldNames.some(name => line.startsWith(`• ${name}`)))
  })
  const kept = lines.filter((line, at) => !(line.endsWith(':') && !lines[at + 1]?.startsWith('• ')))
  return kept
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function sentenceKeys(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map(sentence =>
      sentence
        .toLowerCase()
        .replaceAll(/[^\p{L}\d]+/gu, ' ')
        .trim(),
    )
    .filter(key => key !== '')
}
