import { Fragment, type ReactNode } from 'react'

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

/** Our own words: paragraphs, line breaks and bold, made as elements. Nothing in the text is ever read as markup. */
export function AnswerText({ text }: { text: string }): ReactNode {
  return (
    <div className="flex flex-col gap-3">
      {text
        .split(/\n{2,}/)
        .filter(paragraph => paragraph.trim())
        .map((paragraph, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs only ever grow at the end
          <p key={index} className="whitespace-pre-line">
            {pieces(paragraph).map((piece, at) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces only ever grow at the end
              piece.strong ? <strong key={at}>{piece.text}</strong> : <Fragment key={at}>{piece.text}</Fragment>,
            )}
          </p>
        ))}
    </div>
  )
}
