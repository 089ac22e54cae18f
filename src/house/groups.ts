import { sql } from 'kysely'
import { audit, requireRole } from '../accounts/index.ts'
import {
  AppointmentSettings,
  SessionSettings,
  writeAppointmentSettings,
  writeSessionSettings,
} from '../appointments/index.ts'
import { completeSettings, writeBackupSettings } from '../backups/index.ts'
import { backupSettingsSchema } from '../backups/schema.ts'
import { isReadable, readableLike } from '../kernel/colour.ts'
import { refuse } from '../kernel/refusal.ts'
import { isTimeZone } from '../kernel/zones.ts'
import { ReminderSettings, writeReminderSettings } from '../reminders/index.ts'
import { type Context, type SettingChange, transact, writeSetting } from '../storage/index.ts'
import { type House, NO_BRAND } from './live.ts'
import {
  type BusinessSettings,
  brandInputSchema,
  brandSchema,
  businessInputSchema,
  type Group,
  retentionSchema,
} from './schema.ts'

export type Values = Record<string, unknown>

/** One group: its row, what it holds when nothing was chosen, and how it is checked and kept. */
export type Rules = {
  /** Name of its row */
  row: string
  complete(house: House, value: unknown): Values
  write(ctx: Context, house: House, value: Values, change: SettingChange): Promise<unknown>
}

/** What an older release kept may lack fields, or have some that are gone. */
export const GROUPS: Record<Group, Rules> = {
  business: {
    row: 'business',
    complete: ({ given: { defaults, locked } }, value) => {
      const chosen = { ...defaults, ...(value as Partial<BusinessSettings> | undefined) }
      for (const name of Object.keys(locked) as (keyof BusinessSettings)[]) chosen[name] = defaults[name]
      return chosen
    },
    write: (ctx, house, value, change) => keep(ctx, 'business', checkBusiness(house, value), change),
  },
  sales: {
    row: 'appointments',
    complete: (_, value) => AppointmentSettings.parse(value ?? {}),
    write: (ctx, _, value, change) => writeAppointmentSettings(ctx, AppointmentSettings.parse(value), change),
  },
  sessions: {
    row: 'coaching sessions',
    complete: (_, value) => SessionSettings.parse(value ?? {}),
    write: (ctx, _, value, change) => writeSessionSettings(ctx, SessionSettings.parse(value), change),
  },
  reminders: {
    row: 'reminders',
    complete: (_, value) => ReminderSettings.parse(value ?? {}),
    write: (ctx, _, value, change) => writeReminderSettings(ctx, ReminderSettings.parse(value), change),
  },
  brand: {
    row: 'brand',
    complete: (_, value) => brandSchema.parse({ ...NO_BRAND, ...(value as object | undefined) }),
    write: async (ctx, _, value, change) => keep(ctx, 'brand', await checkBrand(ctx, value), change),
  },
  retention: {
    row: 'retention',
    complete: (_, value) => retentionSchema.parse(value ?? { months: null }),
    write: (ctx, _, value, change) => keep(ctx, 'retention', retentionSchema.parse(value), change),
  },
  backups: {
    row: 'backups',
    complete: ({ given }, value) => completeSettings(given.backups.defaults, value),
    write: (ctx, { given }, value, change) => {
      const wanted = backupSettingsSchema.parse(value)
      if (wanted.place === 's3' && !given.backups.objects)
        refuseField('place', 'No object store is set. Set S3_BUCKET and its key where Mosaic runs.')
      return writeBackupSettings(ctx, wanted, change)
    },
  },
}

function keep(ctx: Context, name: string, value: Values, change: SettingChange): Promise<void> {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const version = await writeSetting(ctx, name, value, change)
    await audit(ctx, 'settings.changed', { kind: 'settings', id: name }, { version })
  })
}

/** What the environment sets is not kept: it would come into force by itself once the variable is gone. */
function checkBusiness({ given: { defaults, locked } }: House, value: Values): Values {
  const wanted = businessInputSchema.parse(value)
  if (!isTimeZone(wanted.timeZone))
    refuseField('timeZone', 'That is no time zone. Take one such as Asia/Kolkata or Europe/Berlin.')
  if (!Intl.supportedValuesOf('currency').includes(wanted.currency))
    refuseField('currency', 'That is no currency. Take an ISO 4217 code such as INR or EUR.')
  const chosen: Partial<BusinessSettings> = { ...wanted }
  for (const [field, variable] of Object.entries(locked) as [keyof BusinessSettings, string][]) {
    if (wanted[field] !== defaults[field])
      refuse('conflict', 'settings.locked', {
        field,
        variable,
        message: `This is set by ${variable} where Mosaic runs. Change it there, or take the variable away.`,
      })
    delete chosen[field]
  }
  return chosen
}

async function checkBrand(ctx: Context, value: Values): Promise<Values> {
  const brand = brandInputSchema.parse(value)
  if (brand.accent && !isReadable(brand.accent))
    refuse('invalid', 'settings.contrast', {
      field: 'accent',
      suggestion: readableLike(brand.accent),
      message: `White letters could not be read on this colour. ${readableLike(brand.accent)} is the nearest that works.`,
    })
  if (brand.logo) {
    const found = await sql`select from house_pictures where id = ${brand.logo}::uuid`.execute(ctx.db)
    if (found.rows.length === 0) refuseField('logo', 'This picture is not here. Upload it again.')
  }
  return { ...brand, greeting: brand.greeting || null }
}

function refuseField(field: string, message: string): never {
  refuse('invalid', 'settings.field', { field, message })
}
