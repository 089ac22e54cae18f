/**
 * One cell of an exported file. Text that a spreadsheet would run as a formula gets a quote before it, which an import
 * takes off again; plain numbers are left alone.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",;|\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvLine = (cells: Parameters<typeof csvCell>[0][]): string => `${cells.map(csvCell).join(',')}\r\n`
