import { createHouse } from '../house/index.ts'
import { silentLog } from '../kernel/log.ts'
import { upgradeStore } from '../server/before-upgrade.ts'
import { readConfig, storeSettings } from '../server/config.ts'
import { registerParts, subscribeDomains } from '../server/domains.ts'
import { houseGiven } from '../server/house.ts'
import { type Context, createEvents, detectStore, openStore, type Store, type StoreChoice } from '../storage/index.ts'

const PATIENCE_MS = 15_000

/** Opens the store that the settings name, or another one, brings it up to date, runs the command, leaves. Works beside a serving Mosaic. */
export async function withStore(
  work: (ctx: Context, store: Store) => Promise<number>,
  where?: StoreChoice,
): Promise<number> {
  const config = readConfig(process.env)
  const store = await openStore({
    where: where ?? detectStore(process.env, process.cwd()),
    ...storeSettings(config),
    poolMax: 4,
    statementTimeoutMs: 0,
  })
  registerParts()
  const events = createEvents()
  subscribeDomains(events)
  try {
    const timer = setTimeout(() => void store.close(), PATIENCE_MS)
    await store.ready.finally(() => clearTimeout(timer))
    await upgradeStore(store, { passphrase: config.MOSAIC_BACKUP_PASSPHRASE, log: silentLog })
    const house = createHouse(houseGiven(config, process.env))
    await house.refresh(store)
    const ctx: Context = {
      db: store.db,
      actor: { kind: 'system' },
      now: () => Temporal.Now.instant(),
      log: silentLog,
      business: house.business,
      announce: events.announce,
    }
    return await work(ctx, store)
  } finally {
    await store.close()
  }
}
