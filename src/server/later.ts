import { setTimeout as sleep } from 'node:timers/promises'
import { startAccountWork } from '../accounts/index.ts'
import { type CalendarSettings, expireHolds, startCalendarSync } from '../appointments/index.ts'
import { sayNobodyCame, sayReminder } from '../assistant/index.ts'
import { startBackups, startErasureList } from '../backups/index.ts'
import { planMatchMails, refreshMatches, runDueFeed } from '../catalogue/index.ts'
import { type Channels, newPushKeys, openChannels } from '../channels/index.ts'
import { type Files, startFiles } from '../files/index.ts'
import { type House, startHouse, startRetention } from '../house/index.ts'
import { startLoop } from '../jobs/index.ts'
import { bringHistories, decayLeads, rescoreNext, startCoaching } from '../leads/index.ts'
import { importRuns } from '../legacy/index.ts'
import { startOutage } from '../outage/index.ts'
import { startErasures } from '../people/index.ts'
import { planReminders, startDelivery } from '../reminders/index.ts'
import { type Context, ownSecret } from '../storage/index.ts'
import { type Config, channelSettings } from './config.ts'
import { erasures } from './erasures.ts'
import { feedFetch } from './feeds.ts'

/** Opens the channels that the settings switch on. The keys for push are made on first use and kept with the data. */
export async function openHouseChannels(ctx: Context, config: Config): Promise<Channels> {
  const keys = config.PUSH === 'on' ? await ownSecret(ctx.db, 'push keys', () => JSON.stringify(newPushKeys())) : null
  return openChannels(channelSettings(config, keys ? JSON.parse(keys) : null))
}

/** Hosts give a stop five seconds or more: what is being sent has most of them, and then says what is known of it. */
const SENDING_MS = 3_000
/** What is not written by then, as the database is away, is taken up by its lease. */
const WRITING_MS = 6_000

export type Later = {
  /** Names of what fails at present, though it is tried again. */
  failing(): string[]
  /** Ends it once what is under way is done, or must be. */
  stop(): Promise<void>
}

/** The last answer for as long as a second: many loops ask. */
function onceASecond(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asked = Number.NEGATIVE_INFINITY
  let answer = Promise.resolve(false)
  return () => {
    if (performance.now() - asked > 1_000) {
      asked = performance.now()
      answer = ask()
    }
    return answer
  }
}

/** Everything that happens without anybody asking; nothing of it while an import runs. */
export function startLater(
  ctx: Context,
  options: {
    channels: Channels
    calendars: CalendarSettings
    files: Files
    house: House
    owner: string
    outage?: Parameters<typeof startOutage>[1]
  },
): Later {
  const { channels, calendars, files, house, owner, outage } = options
  const awake = ctx
  ctx = { ...awake, resting: onceASecond(() => importRuns(awake)) }
  const loops = [
    startDelivery(ctx, { channels, chat: sayReminder, owner, leaseSeconds: 15 }),
    ...startAccountWork(ctx),
    startErasures(ctx),
    startHouse(ctx, house),
    startRetention(ctx),
    ...startBackups(ctx, house.given.backups, house.given.runBackup),
    ...startErasureList(ctx, house.given.backups, erasures),
    startCalendarSync(ctx, calendars, owner),
    ...startFiles(ctx, files),
    startLoop(ctx, { name: 'feeds', everyMs: 60_000, work: ctx => runDueFeed(ctx, feedFetch) }),
    startLoop(ctx, { name: 'matches', everyMs: 30_000, work: refreshMatches }),
    startLoop(ctx, { name: 'match mails', everyMs: 60_000, work: ctx => planMatchMails(ctx, planReminders) }),
    startLoop(ctx, { name: 'hand-offs', everyMs: 5_000, work: sayNobodyCame }),
    ...(outage ? [startOutage(awake, outage)] : []),
    ...startCoaching(ctx),
    startLoop(ctx, { name: 'lead histories', everyMs: 60_000, work: bringHistories }),
    startLoop(ctx, { name: 'lead decay', everyMs: 60_000, work: decayLeads }),
    startLoop(ctx, { name: 'lead rescore', everyMs: 2_000, work: rescoreNext }),
    startLoop(ctx, { name: 'holds', everyMs: 15_000, work: async ctx => (await expireHolds(ctx)) > 0 }),
  ]
  return {
    failing: () => loops.filter(loop => loop.failing()).map(loop => loop.name),
    async stop() {
      const sending = setTimeout(() => channels.close(), SENDING_MS)
      await Promise.race([Promise.all(loops.map(loop => loop.stop())), sleep(WRITING_MS, undefined, { ref: false })])
      clearTimeout(sending)
      await channels.close()
      files.objects?.close()
    },
  }
}
