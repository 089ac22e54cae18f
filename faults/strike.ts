import { setTimeout as sleep } from 'node:timers/promises'
import { type Heal, nemeses } from './nemeses/index.ts'
import { signal } from './postgres.ts'
import type { Fault } from './schedule.ts'
import { untilReady } from './servers.ts'
import type { World } from './world.ts'

/** Lets the faults of a schedule come, each for its time. Resolves when all are healed. */
export async function strikeAll(world: World, schedule: Fault[], now: () => number): Promise<void> {
  await Promise.all(
    schedule.map(async fault => {
      await sleep(Math.max(0, fault.at - now()))
      const { name, ms } = fault
      world.note(`fault ${name}`, `${ms} ms, pick ${fault.pick.toFixed(2)}, roll ${fault.roll.toFixed(2)}`)
      try {
        const heal = await nemeses[name].strike(world, fault)
        if (!heal) return
        await sleep(ms)
        await end(heal)
        world.note(`healed ${name}`)
      } catch (error) {
        // Such as a setting that cannot be changed while the database is away: the fault did not come.
        world.note(`no ${name}`, (error as Error).message.slice(0, 200))
      }
    }),
  )

  /** What mends one fault may meet another one that lasts: it is tried until it works. */
  async function end(heal: Heal) {
    for (let attempt = 1; ; attempt++)
      try {
        return await heal()
      } catch (error) {
        if (attempt === 40) throw error
        await sleep(500)
      }
  }
}

/** Whatever is still broken is mended, and everybody is waited for. */
export async function healAll(world: World): Promise<void> {
  world.link?.weather({ kind: 'pass' })
  world.disk?.free()
  world.mail.behave({ kind: 'take' })
  for (const server of world.servers) {
    server.proxy.weather({ kind: 'pass' })
    server.setClock(0)
    server.signal('SIGCONT')
  }
  signal(world.pooler?.pid(), 'SIGCONT')
  signal(world.postgres.postmaster(), 'SIGCONT')
  for (const pid of world.postgres.children('all')) signal(pid, 'SIGCONT')
  await world.postgres.revive()
  await world.pooler?.start()
  await Promise.all(world.servers.map(server => untilReady(server, 180)))
  // A slow disk that could not be mended while the database was away would last.
  await world.postgres.query('alter system set commit_delay = 0')
  await world.postgres.query('select pg_reload_conf()')
}

/** Waits until nothing is left to do: answers, and reminders that are due. What is left after the time is told. */
export async function untilQuiet(world: World, seconds: number): Promise<void> {
  const { postgres } = world
  // A mail that was refused is tried again after minutes: here at once.
  await postgres.query(`update reminders set next_try_at = now() where status = 'scheduled' and attempts > 0`)
  for (const end = Date.now() + seconds * 1000; ; ) {
    const [row] = await postgres.query<Record<'turns' | 'reminders' | 'entries', string>>(
      `select (select count(*) from turns where state = 'pending') as turns,
         (select count(*) from reminders
           where status = 'sending' or (status = 'scheduled' and next_try_at <= now())) as reminders,
         (select count(*) from outage_entries where state = 'waiting') as entries`,
    )
    const { turns, reminders, entries } = row!
    const kept = await Promise.all(world.servers.map(server => server.kept().catch(() => 1)))
    const left = kept.reduce((sum, count) => sum + count, 0)
    if (Number(turns) + Number(reminders) + Number(entries) + left === 0) return
    if (Date.now() > end)
      return world.note(
        'not quiet',
        `after ${seconds} s: ${turns} messages without an answer, ${reminders} reminders, ${entries} + ${left} kept entries`,
      )
    await sleep(250)
  }
}
