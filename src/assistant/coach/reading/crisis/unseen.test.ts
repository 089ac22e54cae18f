import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isCrisis } from '../crisis.ts'
import { readMessage } from '../read-message.ts'
import { isOthersDanger } from './others.ts'

const lines = (name: string) =>
  readFileSync(new URL(`../cases/unseen/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)

/**
 * Sentences that were written and judged before the rules were read, then split at random. The rules were mended on the
 * development half (which has grown by later sets) alone; the other was first read when they were done (then 105 of 106 found, 7 of 118 false alarms).
 */
describe('sentences that no rule was written from', () => {
  test.each(['development', 'sealed'])('%s: own suicide and self-harm are found', half => {
    const own = lines(`own-${half}.txt`)
    expect(own.length).toBeGreaterThan(100)
    expect(own.filter(text => !isCrisis(text))).toEqual([])
  })

  test.each(['development', 'sealed'])('%s: figures of speech, work, fiction and what is long over are none', half => {
    const none = lines(`none-${half}.txt`)
    expect(none.length).toBeGreaterThan(100)
    expect(none.filter(isCrisis)).toEqual([])
  })

  test('somebody else in danger is no crisis of the writer, and is heard', () => {
    const others = lines('others.txt')
    expect(others.filter(isCrisis)).toEqual([])
    const english = others.filter(text => !/hermano|Schwester/.test(text))
    expect(english.filter(text => !isOthersDanger(text))).toEqual([])
    const none = [...lines('none-sealed.txt'), ...lines('none-development.txt')]
    expect(none.filter(isOthersDanger)).toEqual([])
  })

  test('however it is written', () => {
    const written: ((text: string) => string)[] = [
      text => text.toUpperCase(),
      text => text.replaceAll("'", ''),
      text => text.replaceAll("'", '’'),
      text => text.replaceAll('i', '1').replaceAll('e', '3'),
      text => [...text].join('\u200b'),
      text => `${text} 😭😭`,
      text => text.replace('die', 'dieeee').replace('kill', 'kiiiill'),
      text => text.replace('die', 'd*e').replace('kill', 'k**l'),
      text => `I sent 40 applications and two of them were answered. ${text}. I would still like to teach.`,
      text => `My week, in short:\n- two interviews\n- ${text}\n- a walk`,
    ]
    const said = ['i want to die', "i'm going to kill myself", "i don't want to live anymore", 'i wish i was dead']
    for (const text of said) for (const write of written) expect([write(text), isCrisis(write(text))]).toContain(true)
    for (const text of ['i w a n t t o d i e', 'k.i.l.l m.y.s.e.l.f', 's-u-i-c-i-d-e is all i think about'])
      expect([text, isCrisis(text)]).toContain(true)
  })

  test('what is over excuses no present wish, and a denial no other sentence', () => {
    expect(isCrisis('Years ago I tried to kill myself. I am fine now and teach.')).toBe(false)
    expect(isCrisis('I tried to kill myself in 2019. I am fine now at work but I want to die')).toBe(true)
    expect(isCrisis('Years ago I wanted to die, I was better for a while, lately it came back')).toBe(true)
    expect(isCrisis('I am not suicidal.')).toBe(false)
    expect(isCrisis('I am not suicidal, I just wish I would not wake up')).toBe(true)
  })
})

test('4,000 characters of anything are read at once', () => {
  const pieces =
    'I want to |a"|said "|my friend |not |i |i w |a-|a*|*|$|k1|aaa|wish i |hope |enough pills |quiero |ich will |je veux |nao quero |main |मर|suicide prevention |jump |so |how to |no reason to |be here |s u i c i d e |my my friend |without me |took all |if i |, |x|live, |tired of |I don\'t really even care '
  for (const piece of pieces.split('|'))
    for (const end of ['', ' x', '!!']) {
      const text = piece.repeat(4000 / piece.length) + end
      const began = performance.now()
      isCrisis(text)
      expect([piece, performance.now() - began < 500]).toContain(true)
    }
})

test('messages that no rule of reading was written from', () => {
  const wrong = lines('reading.tsv').flatMap(line => {
    const [at, wanted, said] = line.split('\t')
    const text = said!.replaceAll('\\n', '\n')
    const asked = at!.startsWith('ask:') ? (at!.slice(4) as 'pause') : null
    const prompt = at === 'outside' ? null : { kind: at === 'rating' ? ('rating' as const) : ('text' as const) }
    const { kind, control, reply, rating } = readMessage(text, { prompt, asked })
    const reads: Record<string, string> = {
      control: `control:${control}`,
      reply: reply === 'nothing' ? 'meaning' : reply!,
      ...(at === 'rating' && { answer: `rating:${rating}`, draft: 'norating' }),
    }
    const got = reads[kind] ?? kind
    return got === wanted ? [] : [{ line, got }]
  })
  expect(wrong).toEqual([])
})
