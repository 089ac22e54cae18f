/** What spreadsheets take for the beginning of a formula; of the wide signs some do as well. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** The text without the quote that `csvCell` puts before what looks like a formula. */
export const withoutQuote = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text

/**
 * One cell of an exported file. Text that a spreadsheet would run as a formula gets a quote before it, which an import
 * takes off again; plain numbers are left alone.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",;|\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLine = (cells: Parameters<typeof csvCell>[0][]): string => `${cells.map(csvCell).join(',')}\r\n`
