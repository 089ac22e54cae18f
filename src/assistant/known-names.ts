import type { CatalogueNames } from '../catalogue/index.ts'
import { plain, shortName } from './ground/index.ts'

type Known = { all: ReadonlySet<string>; places: ReadonlySet<string> }
const kept = new WeakMap<CatalogueNames, Known>()

/** Every name of this version of the catalogue as it may stand in a sentence; made once a version. */
export function knownNames(names: CatalogueNames): Known {
  const found = kept.get(names)
  if (found) return found
  const places = new Set(names.places.map(place => plain(place.name)))
  const all = new Set<string>(places)
  for (const developer of names.developers) all.add(plain(developer))
  for (const { name, aliases } of names.listings) {
    all.add(plain(name))
    for (const alias of aliases) all.add(plain(alias))
    const short = shortName(name)
    if (short) all.add(short)
  }
  kept.set(names, { all, places })
  return { all, places }
}
