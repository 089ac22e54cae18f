import type { PersonPart } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { coachingPiece } from './coaching/person-piece.ts'
import { deskPiece } from './desk/person-piece.ts'
import { ledgerPiece } from './ledger/person-piece.ts'
import { readingPiece } from './reading/person-piece.ts'

/** What one room of leads keeps about a person: as a part, which is made of them. Every table is in one of them. */
export type LeadPiece = Pick<PersonPart, 'export' | 'erase' | 'merge' | 'unmerge'>

/** The ledger first: both leads exist before anything else moves. */
const pieces: LeadPiece[] = [ledgerPiece, readingPiece, coachingPiece, deskPiece]

/** All that leads keep about a person. Erased and taken apart in the reverse order: the lead itself goes last. */
export const leadPart: PersonPart = {
  name: 'leads',
  export: (ctx, personId) => collect(pieces, piece => piece.export(ctx, personId)),
  erase: (ctx, personId) => collect(pieces.toReversed(), piece => piece.erase(ctx, personId)),
  merge: (ctx, persons) => collect(pieces, async piece => (await piece.merge?.(ctx, persons)) ?? {}),
  async unmerge(ctx: Context, undone) {
    for (const piece of pieces.toReversed()) await piece.unmerge?.(ctx, undone)
  },
}

async function collect<Value>(pieces: LeadPiece[], of: (piece: LeadPiece) => Promise<Record<string, Value>>) {
  const found: Record<string, Value> = {}
  for (const piece of pieces) Object.assign(found, await of(piece))
  return found
}
