import { parentPort, workerData } from 'node:worker_threads'
import readWorkbook from 'read-excel-file/node'

/** Runs apart from everything else: whatever a workbook does to it, only this worker ends. */
try {
  const sheets = await readWorkbook(Buffer.from(workerData as Uint8Array))
  parentPort!.postMessage(sheets.map(({ sheet, data }) => ({ sheet, data: data.map(row => row.map(toText)) })))
} catch {
  parentPort!.postMessage(undefined)
}

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell)
}
