import type { Problem } from './columns.ts'
import type { ListingDraft } from './draft.ts'
import type { StagedRow } from './stage.ts'

const SAME = ['name', 'developer', 'city', 'place', 'status', 'currency'] as const

/** The rows of one listing as one draft. A row that tells another story than the first is given back with its reason. */
export function assemble(rows: StagedRow[], someRefused: boolean) {
  const first = rows[0]!
  const refused: { row: StagedRow; problem: Problem }[] = []
  const agreed = rows.filter(row => {
    const column = SAME.find(one => row.fields[one] !== first.fields[one])
    if (!column) return true
    const message = `Row ${first.row} of the same listing says “${first.fields[column]}”.`
    refused.push({ row, problem: { column, code: 'catalogue.row_contradicts', message } })
    return false
  })
  const draft: ListingDraft = {
    ...first.fields,
    sourceId: first.key,
    units: agreed.map(row => row.unit),
    priceHistory: first.priceHistory,
    partial: someRefused || refused.length > 0 || agreed.some(row => row.mended),
  }
  return { draft, refused }
}
