const CONTROLS = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g
const MOST_READ = 2_000
const CONTROLS_OF_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f]/g

/** Text for a header or a property: what could end its line becomes a space. */
export function oneLine(text: string): string {
  return text.replace(CONTROLS, ' ').trim()
}

/** Text of several lines without other control characters; lines end with a line feed. */
export function plainText(text: string): string {
  return text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(CONTROLS_OF_TEXT, ' ')
}

/**
 * What another side answered, fit to be kept and logged: without addresses, links, numbers that could be telephone
 * numbers, and whatever else is `hidden`; at most 200 characters.
 */
export function safeNote(text: string, hidden: string[] = []): string {
  // Whoever answers with a book is not searched for addresses for seconds; a word cut off may be half an address.
  let note = oneLine(text.length > MOST_READ ? text.slice(0, MOST_READ).replace(/\S*$/, '') : text)
  for (const secret of hidden) if (secret.length > 2) note = note.replaceAll(secret, '…')
  note = note
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '…')
    .replace(/<?[^\s<>@:,;]+@[^\s<>@,;]+>?/g, '…')
    .replace(/\+?\d(?:[\s().-]?\d){6,}/g, '…')
  return note.length > 200 ? `${note.slice(0, 199)}…` : note
}
