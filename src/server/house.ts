import { createHash } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { type Backups, KEEP } from '../backups/index.ts'
import type { ChannelFacts, Given } from '../house/index.ts'
import { detectStore } from '../storage/index.ts'
import { runBackup } from './backup-process.ts'
import { type Config, channelSettings, waysOut } from './config.ts'
import { fileSettings } from './file-settings.ts'

const VARIABLES = { name: 'BUSINESS_NAME', timeZone: 'BUSINESS_TIME_ZONE', currency: 'BUSINESS_CURRENCY' } as const

/** What the environment says of the business. A variable that is set there cannot be changed in the product. */
export function houseGiven(config: Config, env: NodeJS.ProcessEnv): Given {
  const locked = Object.entries(VARIABLES).filter(([, variable]) => env[variable]?.trim())
  return {
    defaults: {
      name: config.BUSINESS_NAME,
      timeZone: config.BUSINESS_TIME_ZONE,
      currency: config.BUSINESS_CURRENCY,
    },
    locked: Object.fromEntries(locked),
    mails: waysOut(config).email,
    // Read each time: with PORT=0 the address is known after listening.
    publicUrl: () => config.publicUrl,
    backups: backupsGiven(config, env),
    runBackup: (id, stopping) => runBackup(env, id, stopping),
  }
}

/**
 * Backups are on by themselves beside an embedded store, which nobody else looks after. A server's provider keeps backups of
 * its own as a rule; here they are off until chosen.
 */
function backupsGiven(config: Config, env: NodeJS.ProcessEnv): Backups {
  const where = detectStore(env, process.cwd())
  const folder = path.join(where.kind === 'embedded' ? where.folder : path.resolve(config.MOSAIC_DATA), 'backups')
  // Many hosts of one machine must not all begin at 03:00; each keeps its own minute.
  const own =
    createHash('sha256')
      .update(where.kind === 'server' ? where.url : folder)
      .digest()[0]! % 60
  return {
    possible: where.kind !== 'memory',
    defaults: {
      on: where.kind === 'embedded',
      at: `03:${String(own).padStart(2, '0')}`,
      place: 'folder',
      ...KEEP,
    },
    folder,
    checksIn: where.kind === 'embedded' ? folder : os.tmpdir(),
    objects: fileSettings(config).objects,
    passphrase: config.MOSAIC_BACKUP_PASSPHRASE ?? null,
  }
}

/** Whom messages come from, which hosts take them, and what switches each way on. Never a password. */
export function channelFacts(config: Config): ChannelFacts {
  const { email, twilio } = channelSettings(config, null)
  const phoneHost = twilio ? new URL(twilio.apiUrl).host : null
  const twilioNeeds = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN']
  return {
    email: {
      from: email?.from ?? null,
      by: email ? new URL(email.url).hostname : null,
      needs: ['SMTP_URL', 'MAIL_FROM'],
    },
    sms: { from: twilio?.smsFrom ?? null, by: phoneHost, needs: [...twilioNeeds, 'TWILIO_SMS_FROM'] },
    whatsapp: { from: twilio?.whatsappFrom ?? null, by: phoneHost, needs: [...twilioNeeds, 'TWILIO_WHATSAPP_FROM'] },
    push: { from: null, by: null, needs: ['PUSH'] },
  }
}
