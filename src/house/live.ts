import { sql } from 'kysely'
import type { Backups, Run } from '../backups/index.ts'
import { type Loop, startLoop } from '../jobs/index.ts'
import type { Business, Context } from '../storage/index.ts'
import { type Brand, type BusinessSettings, brandSchema } from './schema.ts'

/** What the environment says of the business: `locked` names the variable of each field that it sets itself. */
export type Given = {
  defaults: BusinessSettings
  locked: Partial<Record<keyof BusinessSettings, string>>
  mails: boolean
  publicUrl: () => string
  /** Where backups go, and whether they are made unless chosen otherwise */
  backups: Backups
  /** Makes one, apart from this process */
  runBackup: Run
}

export type House = {
  given: Given
  /** As `ctx.business`: it follows what is chosen, in every context that holds it */
  business: Business
  /** Reads what is chosen now */
  refresh(ctx: Pick<Context, 'db'>): Promise<void>
}

export const NO_BRAND: Brand = { accent: null, greeting: null, logo: null }

/** How soon a change that another process made is seen here. */
const REFRESH_MS = 3_000

/**
 * The business as it stands, for one process: what the environment sets, else what was chosen, else how it comes. It is kept
 * in memory, as every request and every answer needs it, and looked at anew every few seconds.
 */
export function createHouse(given: Given): House {
  let chosen: Partial<BusinessSettings> = {}
  let brand = NO_BRAND
  const field = (name: keyof BusinessSettings) =>
    given.locked[name] ? given.defaults[name] : (chosen[name] ?? given.defaults[name])
  return {
    given,
    business: {
      get name() {
        return field('name')
      },
      get timeZone() {
        return field('timeZone')
      },
      get currency() {
        return field('currency')
      },
      get brand() {
        return brand
      },
      get mails() {
        return given.mails
      },
      get publicUrl() {
        return given.publicUrl()
      },
    },
    async refresh({ db }) {
      const { rows } = await sql<{ name: string; value: unknown }>`
        select name, value from settings where name in ('business', 'brand')`.execute(db)
      const of = (name: string) => rows.find(row => row.name === name)?.value
      chosen = (of('business') ?? {}) as Partial<BusinessSettings>
      brand = brandSchema.catch(NO_BRAND).parse({ ...NO_BRAND, ...(of('brand') as object | undefined) })
    },
  }
}

/** Follows what other processes change. */
export function startHouse(ctx: Context, house: House): Loop {
  return startLoop(ctx, {
    name: 'settings',
    everyMs: REFRESH_MS,
    work: async ctx => {
      await house.refresh(ctx)
      return false
    },
  })
}
