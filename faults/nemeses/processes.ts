import { setTimeout as sleep } from 'node:timers/promises'
import { signal } from '../postgres.ts'
import { always, type Nemesis, pickOne } from './nemesis.ts'

/** Servers that die, are asked to end, stand still, or are replaced. */
export const processNemeses = {
  'kill-server': {
    longest: 0,
    fits: always,
    strike(world, { pick }) {
      pickOne(world.servers, pick)?.signal('SIGKILL')
    },
  },
  'stop-server': {
    longest: 0,
    fits: always,
    strike(world, { pick }) {
      pickOne(world.servers, pick)?.signal('SIGTERM')
    },
  },
  /** A host that gives no time: asked to end, and killed at once or a moment later. */
  'stop-and-kill-server': {
    longest: 0,
    fits: always,
    async strike(world, { pick, roll }) {
      const server = pickOne(world.servers, pick)!
      const pid = server.pid()
      server.signal('SIGTERM')
      await sleep(roll < 0.4 ? 0 : roll * 200)
      signal(pid, 'SIGKILL')
    },
  },
  'freeze-server': {
    longest: 12_000,
    fits: always,
    strike(world, { pick }) {
      const pid = pickOne(world.servers, pick)!.pid()
      signal(pid, 'SIGSTOP')
      return () => signal(pid, 'SIGCONT')
    },
  },
  /** All servers are replaced, one by one. */
  deploy: {
    longest: 0,
    fits: always,
    async strike(world) {
      for (const server of world.servers) await server.replace(15_000)
    },
  },
  /** The power fails: everything at once. */
  'power-failure': {
    longest: 1_500,
    fits: always,
    strike(world) {
      signal(world.postgres.postmaster(), 'SIGKILL')
      for (const server of world.servers) server.signal('SIGKILL')
      return () => world.postgres.revive()
    },
  },
} satisfies Record<string, Nemesis>
