import { always, type Nemesis, pickOne } from './nemesis.ts'

const MINUTE = 60_000
/** How far from the right one a clock is put. */
export const FARTHEST_CLOCK_MS = 6 * 60 * MINUTE

const jump = (sign: 1 | -1): Nemesis => ({
  longest: 15_000,
  fits: always,
  strike(world, { pick, roll }) {
    const server = pickOne(world.servers, pick)!
    server.setClock(Math.round(sign * (MINUTE + roll * (FARTHEST_CLOCK_MS - MINUTE))))
    return () => server.setClock(0)
  },
})

/** Clocks, the disk, and the mail server that reminders go to. */
export const surroundingNemeses = {
  'clock-forward': jump(1),
  'clock-back': jump(-1),
  'full-disk': {
    longest: 8_000,
    fits: ({ disk }) => disk !== undefined,
    strike(world) {
      world.disk!.fill()
      return () => world.disk!.free()
    },
  },
  /** Every flush of the log takes a tenth of a second, as on a disk that others use up. */
  'slow-disk': {
    longest: 12_000,
    fits: always,
    async strike(world) {
      const set = async (delay: number) => {
        await world.postgres.query(`alter system set commit_delay = ${delay}`)
        await world.postgres.query('alter system set commit_siblings = 0')
        await world.postgres.query('select pg_reload_conf()')
      }
      // Half set it is mended as well: the setting outlives the fault, and every start of the database.
      await set(100_000).catch(error => world.note('half a slow-disk', (error as Error).message.slice(0, 200)))
      return () => set(0)
    },
  },
  'mail-drops': {
    longest: 10_000,
    fits: always,
    strike(world, { roll }) {
      // Gone before the content, or after all of it with nobody knowing.
      world.mail.behave(roll < 0.5 ? { kind: 'drop', at: 'recipient' } : { kind: 'drop', at: 'content', keep: true })
      return () => world.mail.behave({ kind: 'take' })
    },
  },
  'mail-slow': {
    longest: 10_000,
    fits: always,
    strike(world, { roll }) {
      world.mail.behave({ kind: 'slow', at: roll < 0.5 ? 'content' : 'recipient', ms: 2_000 })
      return () => world.mail.behave({ kind: 'take' })
    },
  },
} satisfies Record<string, Nemesis>
