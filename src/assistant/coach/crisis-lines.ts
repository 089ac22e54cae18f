import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { type CoachSettings, LOCAL_EMERGENCY } from './settings.ts'

/** The lines of a person's country, which their time zone tells, else that of the business; else the local emergency number. */
export async function crisisLinesFor(
  ctx: Context,
  personId: string,
  { crisisLines }: Pick<CoachSettings, 'crisisLines'>,
): Promise<string[]> {
  if (Object.keys(crisisLines).every(country => country === '*')) return crisisLinesOfZone(null, { crisisLines })
  const found = await sql<{ time_zone: string | null }>`
    select time_zone from persons where id = ${personId}`.execute(ctx.db)
  return crisisLinesOfZone(found.rows[0]?.time_zone ?? ctx.business.timeZone, { crisisLines })
}

/** The lines of the country that a time zone lies in, else the local emergency number: also for whom nobody can look up. */
export function crisisLinesOfZone(
  timeZone: string | null,
  { crisisLines }: Pick<CoachSettings, 'crisisLines'>,
): string[] {
  const fallback = crisisLines['*'] ?? [LOCAL_EMERGENCY]
  if (timeZone === null) return fallback
  const zone = canonical(timeZone)
  const country = Object.keys(crisisLines).find(code => code !== '*' && zonesOf(code).includes(zone))
  return country ? crisisLines[country]! : fallback
}

function zonesOf(country: string): string[] {
  // The zones of a country come with the runtime's own data (ECMA-402, Intl Locale Info).
  const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & {
    getTimeZones?: () => string[] | undefined
  }
  return (locale.getTimeZones?.() ?? []).map(canonical)
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
}
