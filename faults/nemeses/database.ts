import { signal } from '../postgres.ts'
import type { World } from '../world.ts'
import { always, type Nemesis, pickOne } from './nemesis.ts'

const hasPooler = ({ pooler }: Pick<World, 'pooler'>) => pooler !== undefined

/** The database server, its processes and the pooler before it. */
export const databaseNemeses = {
  'kill-database': {
    longest: 8_000,
    fits: always,
    async strike(world, { roll }) {
      signal(world.postgres.postmaster(), 'SIGKILL')
      // Started again at once as often as after a while.
      if (roll < 0.5) await world.postgres.revive().catch(() => {})
      return () => world.postgres.revive()
    },
  },
  /** An orderly shutdown: clients are cut off, then nobody listens. */
  'stop-database': {
    longest: 8_000,
    fits: always,
    strike(world) {
      signal(world.postgres.postmaster(), 'SIGINT')
      return () => world.postgres.revive()
    },
  },
  /** One process of the database dies: the server ends all others and recovers. */
  'kill-backend': {
    longest: 0,
    fits: always,
    strike(world, { pick }) {
      signal(pickOne(world.postgres.children('clients'), pick), 'SIGKILL')
    },
  },
  /** A connection is ended by an administrator, in the middle of whatever it does. */
  'end-backends': {
    longest: 0,
    fits: always,
    strike(world, { pick, roll }) {
      const backends = world.postgres.children('clients')
      for (const pid of roll < 0.3 ? backends : [pickOne(backends, pick)]) signal(pid, 'SIGTERM')
    },
  },
  'freeze-database': {
    longest: 9_000,
    fits: always,
    strike(world, { roll }) {
      const postmaster = world.postgres.postmaster()
      const frozen = [postmaster, ...(roll < 0.6 ? world.postgres.children('all') : [])]
      for (const pid of frozen) signal(pid, 'SIGSTOP')
      return () => {
        for (const pid of frozen) signal(pid, 'SIGCONT')
      }
    },
  },
  'freeze-backend': {
    longest: 9_000,
    fits: always,
    strike(world, { pick }) {
      const pid = pickOne(world.postgres.children('clients'), pick)
      signal(pid, 'SIGSTOP')
      return () => signal(pid, 'SIGCONT')
    },
  },
  'kill-pooler': {
    longest: 4_000,
    fits: hasPooler,
    strike(world) {
      world.pooler!.kill9()
      return () => world.pooler!.start()
    },
  },
  'freeze-pooler': {
    longest: 8_000,
    fits: hasPooler,
    strike(world) {
      const pid = world.pooler!.pid()
      signal(pid, 'SIGSTOP')
      return () => signal(pid, 'SIGCONT')
    },
  },
} satisfies Record<string, Nemesis>
