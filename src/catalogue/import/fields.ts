import { readList } from './cells.ts'
import type { Cells, Column, Problem } from './columns.ts'
import { withoutQuote } from './csv.ts'

/** Thrown while a row is read, and caught where the row is judged. */
export class RowProblem extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** The code names the subject, which is the column unless several columns say the same thing. */
export function problem(
  column: Column | null,
  reason: string,
  message: string,
  subject: string = column ?? 'row',
): never {
  throw new RowProblem({ column, code: `catalogue.${subject}_${reason}`, message })
}

const LONGEST = 5_000

/** Reads the cells of a row by column. An empty cell was not said; one that cannot be read is a problem of the row. */
export function fieldsOf(cells: Cells) {
  function text(column: Column): string | undefined {
    const cell = cells[column]
    const plain = (Array.isArray(cell) ? cell.join('; ') : cell)?.trim()
    if (!plain) return undefined
    if (plain.includes('\0')) problem(column, 'invalid', 'There are characters here that cannot be kept.')
    if (plain.length > LONGEST) problem(column, 'too_long', `Write at most ${LONGEST} characters.`)
    // A quote before a formula's first character is how an exported cell was kept from running.
    return withoutQuote(plain)
  }
  function read<Value>(column: Column, parse: (plain: string) => Value | undefined): Value | undefined {
    const plain = text(column)
    if (plain === undefined) return undefined
    return parse(plain) ?? problem(column, 'invalid', `“${plain.slice(0, 60)}” cannot be read here.`)
  }
  function number(column: Column, least: number, most: number): number | null {
    const value = read(column, plain => {
      const parsed = Number(plain.replaceAll(',', '').replace(/\s*(sq\.?\s*ft|sqft|ft|feet)\.?$/i, ''))
      return Number.isFinite(parsed) ? parsed : undefined
    })
    if (value !== undefined && (value < least || value > most))
      problem(column, 'out_of_range', `Write a number from ${least} to ${most}.`)
    return value ?? null
  }
  return {
    text,
    read,
    number,
    required: (column: Column) => text(column) ?? problem(column, 'missing', 'This is needed and empty.'),
    list: (column: Column, separators?: RegExp) => readList(cells[column], separators).map(withoutQuote),
    count(column: Column): number | null {
      const value = number(column, 0, 1_000_000)
      if (value !== null && !Number.isInteger(value)) problem(column, 'invalid', 'Write a whole number.')
      return value
    },
    /** Whole square feet. */
    area(column: Column): number | null {
      const value = number(column, 1, 10_000_000)
      return value === null ? null : Math.round(value)
    },
  }
}
export type Fields = ReturnType<typeof fieldsOf>
