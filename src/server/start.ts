import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { createAccounts, firstAdministratorLink, requireSlowHash } from '../accounts/index.ts'
import { createAssistant, seedLibrary, startTurnRecovery, stopTurns, type TurnRecovery } from '../assistant/index.ts'
import { createHouse } from '../house/index.ts'
import type { App } from '../kernel/http.ts'
import { Refusal, refuse } from '../kernel/refusal.ts'
import { catchUp } from '../outage/index.ts'
import { releaseProgrammes } from '../programmes/index.ts'
import {
  asUnavailable,
  type Context,
  createEvents,
  dataFolder,
  detectStore,
  openStore,
  ownSecret,
  readFilesystemFacts,
  type Store,
  survival,
} from '../storage/index.ts'
import { buildApp } from './app.ts'
import { upgradeStore } from './before-upgrade.ts'
import { coachSettings } from './coach-settings.ts'
import { type Config, calendarSettings, readConfig, storeSettings, waysOut } from './config.ts'
import { subscribeDomains } from './domains.ts'
import { fileSettings } from './file-settings.ts'
import {
  conditionOf,
  createFirstStart,
  type FirstStart,
  isHalfFilled,
  moveFolder,
  untilReleased,
} from './first-start/index.ts'
import { houseGiven } from './house.ts'
import { openHouseChannels, startLater } from './later.ts'
import { startLive } from './live/index.ts'
import { createObserve } from './observe/index.ts'
import { createOutage, outageVerbs } from './outage/index.ts'
import { seedSamples } from './samples.ts'
import type { State } from './state.ts'

/** For answers that are on their way when a stop has ended all turns. */
const LAST_BYTES_MS = 1_000

export type Running = {
  config: Config
  app: App
  state: State
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  address: string
  /** Resolves once the store is open, migrated and seeded; rejects for what no waiting cures. */
  ready: Promise<{ firstAdministrator: string | undefined }>
  /** Stops taking requests, finishes what is running, leaves the store. */
  close(): Promise<void>
}

/**
 * Starts Mosaic: settings, address, store, migrations, sample, recovery of what a crash left. It listens before the store
 * is open, so that a taken port is known at once and a health check has somebody to ask; until `ready` everything that
 * needs the store is answered with 503. `say` prints what the operator must see before Mosaic is ready.
 */
export async function start(
  env: NodeJS.ProcessEnv,
  cwd: string,
  say: (lines: string[]) => void = () => {},
): Promise<Running> {
  const config = readConfig(env)
  const where = detectStore(env, cwd)
  const house = createHouse(houseGiven(config, env))
  const state: State = { phase: 'starting', files: fileSettings(config), house }
  const events = createEvents()
  subscribeDomains(events)
  const assistant = createAssistant({
    currency: config.BUSINESS_CURRENCY,
    timeZone: config.BUSINESS_TIME_ZONE,
    model: config.OPENAI_API_KEY
      ? { apiKey: config.OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL, name: config.OPENAI_MODEL }
      : null,
    modelSilenceMs: config.MODEL_SILENCE_MS,
    channels: waysOut(config),
    coach: coachSettings(config),
  })
  const observe = await createObserve(config, () => log)
  observe.watchEvents(events)
  observe.watchAssistant(assistant)
  const app = await buildApp(config, state, { events, assistant, observe })
  const log = app.log
  state.outage = createOutage(config, { folder: dataFolder(env, cwd), env, log })
  const address = await listen(app, config)
  let recovery: TurnRecovery | undefined

  // Asked anew after each wait: a stop may come in the middle of a start, and what it closed must not be opened again. Not by the
  // phase, which whoever comes back from a wait may set.
  let isClosing = false
  const isStopping = () => isClosing

  async function open() {
    const slow = requireSlowHash()
    // Awaited below; a store that is away must not hide it.
    slow.catch(() => {})
    const settings = { ...storeSettings(config), log }
    const onUpgrade = () => {
      if (state.phase === 'starting') state.phase = 'upgrading'
    }
    const { watchQuery } = observe
    const store = await whenThereIsRoom(() =>
      openStore({ where, ...settings, reads: true, engine: { onUpgrade }, ...(watchQuery && { watchQuery }) }),
    )
    state.store = store
    state.verdict = survival(env, store, where.kind === 'embedded' ? readFilesystemFacts(where.folder) : undefined)
    if (isStopping()) {
      await store.close()
      return { firstAdministrator: undefined }
    }
    state.phase = 'waiting'
    await store.ready
    state.phase = 'migrating'
    const ctx = systemContext(store, log)
    await slow
    await insist(store, () => untilReleased(store, { state, say, isStopping }))
    if (isStopping()) return { firstAdministrator: undefined }
    state.phase = 'migrating'
    await insist(store, () => bringUp(store))
    if (store.kind === 'server')
      state.firstStart = createFirstStart({
        store,
        state,
        log,
        folder: dataFolder(env, cwd),
        wish: config.MOSAIC_MOVE,
        publicUrl: () => config.publicUrl,
        say,
        isStopping,
        condition: () => conditionOf(store),
        move: onProgress =>
          moveFolder(
            { folder: dataFolder(env, cwd), to: where, settings, log: sentence => log.info({}, sentence) },
            onProgress,
          ),
      })
    return { firstAdministrator: await serve(store, ctx) }
  }

  /** From a store that is brought up to one that is served; again after this process has stepped down. */
  async function serve(store: Store, ctx: Context): Promise<string | undefined> {
    if (state.firstStart) await insist(store, state.firstStart.admit)
    if (isStopping()) return undefined
    state.phase = 'migrating'
    const firstAdministrator = await insist(store, () => prepare(store, ctx))
    if (isStopping()) return undefined
    state.live = startLive(ctx, store, {
      heard: changes => {
        if (!changes || changes.some(({ topic }) => topic === 'turn')) recovery?.poke()
      },
    })
    recovery = startTurnRecovery(ctx, assistant)
    // Before anybody is answered by the store: what a process left that is gone comes first.
    const { outage } = state
    if (outage) await insist(store, () => catchUp(ctx, outage.spool))
    if (isStopping()) return undefined
    state.later = startLater(ctx, {
      ...(state.outage && {
        outage: {
          spool: state.outage.spool,
          verbs: outageVerbs({ assistant, files: () => state.files! }),
          reachable: store.reachable,
        },
      }),
      channels: state.channels!,
      calendars: state.calendars!,
      files: state.files!,
      house,
      owner: assistant.newOwner(),
    })
    state.phase = 'ready'
    if (state.firstStart) {
      void stepDownIfAsked(store, ctx, state.firstStart)
      void tellBeside(state.firstStart)
    }
    return firstAdministrator
  }

  async function tellBeside(firstStart: FirstStart) {
    const notice = await firstStart.beside().catch(() => null)
    if (notice) log.warn({}, notice)
  }

  /** An empty house is served no longer once another process asks what is to become of its folder. */
  async function stepDownIfAsked(store: Store, ctx: Context, firstStart: FirstStart) {
    if (!(await firstStart.watchEmpty()) || isStopping()) return
    state.phase = 'undecided'
    log.warn({}, 'the empty house is served no longer: another process of this Mosaic has a folder with data')
    await stopServing(ctx)
    await state.live?.close()
    state.later = undefined
    // Its connections to an object store ended with what used them.
    state.files = fileSettings(config)
    await serve(store, ctx).catch(error => log.error({ err: error }, 'could not be served again'))
  }

  async function stopServing(ctx: Context) {
    state.live?.endStreams()
    const stopped = Promise.all([recovery?.stop(), state.later?.stop()])
    if (recovery) await stopTurns(ctx, assistant)
    await stopped
    recovery = undefined
  }

  /** One that is filled in part is left as it is until the move is at its end: what a migration builds on may be missing. */
  async function bringUp(store: Store) {
    if (await isHalfFilled(store)) return
    const done = await upgradeStore(store, { passphrase: config.MOSAIC_BACKUP_PASSPHRASE, log })
    if (done.length > 0) log.info({ migrations: done.length }, 'the database is migrated')
  }

  /** Each step is one that may be taken again. Gives the first administrator's link, if there is none yet. */
  async function prepare(store: Store, ctx: Context): Promise<string | undefined> {
    // What was moved here may be of an older release.
    await bringUp(store)
    await house.refresh(ctx)
    await releaseProgrammes(ctx)
    await seedLibrary(ctx)
    state.visitorSecret = config.MOSAIC_SECRET ?? (await ownSecret(store.db, 'visitor keys'))
    const sessionSecret = config.MOSAIC_SECRET ?? (await ownSecret(store.db, 'accounts'))
    const seal = config.MOSAIC_SECRET ?? (state.outage ? await ownSecret(store.db, 'outage') : '')
    state.outage?.open({ visitorSecret: state.visitorSecret, sessionSecret, seal })
    state.accounts = await createAccounts({
      store,
      secret: sessionSecret,
      publicUrl: config.publicUrl,
      signUp: config.SIGN_UP,
      signInsPerMinute: config.SIGN_INS_PER_MINUTE,
      registrationsPerMinute: config.REGISTRATIONS_PER_MINUTE,
    })
    state.channels = observe.watchChannels(await openHouseChannels(ctx, config))
    state.calendars = calendarSettings(config, config.MOSAIC_SECRET ?? (await ownSecret(store.db, 'calendars')))
    if (config.MOSAIC_SAMPLE === 'on') await seedSamples(ctx, config.DESKS)
    return firstAdministratorLink(ctx, { publicUrl: config.publicUrl })
  }

  /** A disk that is full while the embedded store is opened is waited for like a database that is away. */
  async function whenThereIsRoom<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        const isFull = error instanceof Refusal && error.code === 'storage.engine_disk_full'
        if (!isFull || isStopping()) throw error
        if (attempt === 1) log.error({}, `${error.message} Mosaic waits until there is room.`)
        await sleep(1_000)
      }
    }
  }

  /** A database that goes away between its first answer and the last step is waited for like one that never answered. */
  async function insist<Result>(store: Store, work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const isAway = !store.reachable() || asUnavailable(error)
        if (!isAway || isStopping()) throw error
        await sleep(500)
      }
    }
  }

  function systemContext(store: Store, log: FastifyBaseLogger): Context {
    return {
      db: store.db,
      actor: { kind: 'system' },
      now: () => Temporal.Now.instant(),
      log,
      business: house.business,
      announce: events.announce,
      publish: changes => {
        observe.told(changes)
        state.live?.publish(changes)
      },
      ...(observe.watch && { watch: observe.watch }),
    }
  }

  const ready = open()
  // Whoever awaits it hears of a failure; nobody else is ended by it.
  ready.catch(() => {})
  return {
    config,
    app,
    state,
    address,
    ready,
    async close() {
      isClosing = true
      state.lastCalls = state.phase === 'ready' && config.STOP_DRAIN_SECONDS > 0
      state.phase = 'stopping'
      await state.firstStart?.stop()
      state.live?.endStreams()
      if (state.lastCalls) await sleep(config.STOP_DRAIN_SECONDS * 1_000)
      state.lastCalls = false
      const closed = Promise.all([app.close(), recovery?.stop(), state.later?.stop()])
      if (state.store && recovery) await stopTurns(systemContext(state.store, log), assistant)
      // Who still waits for an answer that another process makes asks again there; a reader who is slow has had their time.
      const patience = setTimeout(() => app.server.closeAllConnections(), LAST_BYTES_MS)
      await closed
      clearTimeout(patience)
      await state.live?.close()
      await state.outage?.spool.close()
      await state.store?.close()
      await observe.close()
    },
  }
}

async function listen(app: App, config: Config): Promise<string> {
  try {
    // The start block says where; the framework's own lines, one for each network, would come before it.
    const { level } = app.log
    app.log.level = 'warn'
    await app.listen({ port: config.PORT, host: config.HOST })
    app.log.level = level
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE')
      refuse('conflict', 'server.port_taken', {
        message: `Port ${config.PORT} is taken by another program. Stop it, or choose another port: PORT=${config.PORT + 1} npm start`,
      })
    if (code === 'EACCES')
      refuse('forbidden', 'server.port_forbidden', {
        message: `Port ${config.PORT} may not be opened by this user. Choose one from 1024 up: PORT=3000 npm start`,
      })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      refuse('invalid', 'server.host_unknown', { message: `HOST=${config.HOST} is not an address of this machine.` })
    throw error
  }
  const bound = app.server.address()
  const port = typeof bound === 'object' && bound ? bound.port : config.PORT
  if (config.PORT === 0) config.publicUrl = config.publicUrl.replace(/:0$/, `:${port}`)
  return `http://${config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST}:${port}`
}
