import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { type CoachSettings, LOCAL_EMERGENCY } from './settings.ts'

/** The lines of a person's country, which their time zone tells, else that of the business; else the local emergency number. */
export async function crisisLinesFor(
  ctx: Context,
  personId: string,
  { crisisLines }: Pick<CoachSettings, 'crisisLines'>,
): Promise<string[]> {
  const fallback = crisisLines['*'] ?? [LOCAL_EMERGENCY]
  const countries = Object.keys(crisisLines).filter(country => country !== '*')
  if (countries.length === 0) return fallback
  const found = await sql<{ time_zone: string | null }>`
    select time_zone from persons where id = ${personId}`.execute(ctx.db)
  const zone = canonical(found.rows[0]?.time_zone ?? ctx.business.timeZone)
  const country = countries.find(code => zonesOf(code).includes(zone))
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
