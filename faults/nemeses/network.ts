import type { Weather } from '../proxy.ts'
import type { World } from '../world.ts'
import { always, type Dice, type Nemesis, pickOne } from './nemesis.ts'

const hasLink = ({ link }: Pick<World, 'link'>) => link !== undefined

const toDatabase = (weather: (dice: Dice) => Weather): Nemesis => ({
  longest: 9_000,
  fits: hasLink,
  strike(world, dice) {
    world.link!.weather(weather(dice))
    return () => world.link!.weather({ kind: 'pass' })
  },
})

const toClients = (weather: (dice: Dice) => Weather): Nemesis => ({
  longest: 9_000,
  fits: always,
  strike(world, dice) {
    const { proxy } = pickOne(world.servers, dice.pick)!
    proxy.weather(weather(dice))
    return () => proxy.weather({ kind: 'pass' })
  },
})

const cut = (): Weather => ({ kind: 'cut' })
const blackhole = (): Weather => ({ kind: 'blackhole' })
const deaf = (): Weather => ({ kind: 'deaf' })
const delay = ({ roll }: Dice): Weather => ({ kind: 'delay', ms: Math.round(20 + roll * 400) })
const trickle = ({ roll }: Dice): Weather => ({ kind: 'trickle', bytes: Math.round(20 + roll * 400) })

/** The network between servers and database, and between clients and servers. */
export const networkNemeses = {
  'cut-database': toDatabase(cut),
  'blackhole-database': toDatabase(blackhole),
  'deaf-database': toDatabase(deaf),
  'delay-database': toDatabase(delay),
  'trickle-database': toDatabase(trickle),
  'cut-clients': toClients(cut),
  'blackhole-clients': toClients(blackhole),
  'deaf-clients': toClients(deaf),
  'delay-clients': toClients(delay),
  'trickle-clients': toClients(trickle),
} satisfies Record<string, Nemesis>
