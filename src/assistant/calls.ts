import type { FactKey, Wish } from '../catalogue/index.ts'
import type { Intent } from './understand/index.ts'

/** One verb to call, by its tool's name. */
export type Call = { tool: string; input: Record<string, unknown> }

export type Deed = Intent | 'memory' | 'rejection' | 'confirm' | 'appointments' | 'move' | 'cancel' | 'release'

/** What a part of the answer is about, and the verbs that bring its rows. `note` tells apart ways of one deed. */
export type Step = { deed: Deed; calls: Call[]; listing?: string; note?: string }

export function search(wish: Wish): Call {
  return { tool: 'search', input: { wish } }
}

export function facts(listing: string, asked: FactKey[], distanceTo: string[] = []): Call {
  return { tool: 'facts', input: { listing, facts: asked, ...(distanceTo.length > 0 ? { distanceTo } : {}) } }
}

export function compare(input: { listings?: string[]; places?: string[]; withFirstShown?: boolean }): Call {
  return { tool: 'compare', input }
}

export function around(wish: Wish, place: string | undefined, listing: string | undefined): Call {
  return {
    tool: 'nearby',
    input: {
      ...(listing && !place ? { listing } : {}),
      ...(place ? { place } : {}),
      radiusKm: wish.radiusKm ?? 10,
      wish,
    },
  }
}

export function hasWish(wish: Wish): boolean {
  return Object.values(wish).some(value => value !== undefined && !(Array.isArray(value) && value.length === 0))
}
