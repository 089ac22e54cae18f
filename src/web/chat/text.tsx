import { Fragment, type ReactNode } from 'react'
import type { Part } from '../api/types.ts'

/** Splits one line at `**bold**`; whatever is not a full pair stays as it was typed. */
export function pieces(line: string): { text: string; strong: boolean }[] {
  const found: { text: string; strong: boolean }[] = []
  let at = 0
  for (const match of line.matchAll(/\*\*(?=\S)([^*]+?)(?<=\S)\*\*/g)) {
    if (match.index > at) found.push({ text: line.slice(at, match.index), strong: false })
    found.push({ text: match[1]!, strong: true })
    at = match.index + match[0].length
  }
  if (at < line.length) found.push({ text: line.slice(at), strong: false })
  return found
}

/**
 * The text without the lists that its own cards, tables and facts say again below it. Who reads the answer without them (a
 * screen reader's announcement, another client) has the whole text.
 */
export function withoutRepeats(text: string, parts: readonly Part[]): string {
  const begins = parts.flatMap(part => {
    if (part.type === 'listings') return part.items.map(item => `${item.name} `)
    if (part.type === 'comparison') return part.columns.map(column => `${column.name} `)
    if (part.type === 'facts') return part.facts.map(fact => `${fact.label}: `)
    return part.type === 'memory' ? part.facts.map(fact => fact.sentence) : []
  })
  const isRepeat = (line: string) =>
    /^\s*[•-]\s/.test(line) && begins.some(begin => line.replace(/^\s*[•-]\s+/, '').startsWith(begin))
  return begins.length === 0
    ? text
    : text
        .split('\n')
        .filter(line => !isRepeat(line))
        .join('\n')
}

type Block = { kind: 'words' | 'list'; lines: string[] }

/** The text as paragraphs and lists; a line that begins with a bullet is an item of a list. */
export function blocks(text: string): Block[] {
  const found: Block[] = []
  for (const paragraph of text.split(/\n{2,}/)) {
    const begin = found.length
    for (const line of paragraph.split('\n').filter(line => line.trim())) {
      const item = /^\s*[•-]\s+(.*)$/.exec(line)
      const kind = item ? 'list' : 'words'
      const words = item ? item[1]! : line
      const last = found.length > begin ? found.at(-1) : undefined
      if (last?.kind === kind) last.lines.push(words)
      else found.push({ kind, lines: [words] })
    }
  }
  return found
}

/** Our own words: paragraphs, lists and bold, made as elements. Nothing in the text is ever read as markup. */
export function AnswerText({ text }: { text: string }): ReactNode {
  return (
    <div className="flex flex-col gap-3">
      {blocks(text).map((block, index) =>
        block.kind === 'list' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever grow at the end
          <ul key={index} className="flex list-disc flex-col gap-1.5 pl-5 marker:text-muted">
            {block.lines.map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines only ever grow at the end
              <li key={at}>
                <Line text={line} />
              </li>
            ))}
          </ul>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever grow at the end
          <p key={index} className="whitespace-pre-line">
            <Line text={block.lines.join('\n')} />
          </p>
        ),
      )}
    </div>
  )
}

function Line({ text }: { text: string }): ReactNode {
  return pieces(text).map((piece, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces only ever grow at the end
    piece.strong ? <strong key={at}>{piece.text}</strong> : <Fragment key={at}>{piece.text}</Fragment>,
  )
}
