/** What breaks things. Each nemesis is named in `--only`, in the schedule and in docs/faults.md. */
import { databaseNemeses } from './database.ts'
import type { Nemesis } from './nemesis.ts'
import { networkNemeses } from './network.ts'
import { processNemeses } from './processes.ts'
import { surroundingNemeses } from './surroundings.ts'

const all = { ...processNemeses, ...databaseNemeses, ...networkNemeses, ...surroundingNemeses }

export type NemesisName = keyof typeof all
export const nemeses: Record<NemesisName, Nemesis> = all
export const nemesisNames = Object.keys(all) as NemesisName[]
export type { Heal } from './nemesis.ts'
