import type { Context } from '../../storage/index.ts'
import type { Holiday } from '../schema.ts'

export async function listHolidays(_ctx: Context): Promise<Holiday[]> {
  throw new Error('not built')
}

/** Replaces the list. What is booked on such a day stays booked. */
export async function setHolidays(_ctx: Context, _holidays: Holiday[]): Promise<Holiday[]> {
  throw new Error('not built')
}
