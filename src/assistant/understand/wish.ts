import type { UnderstandContext, Wish } from './schema.ts'

/** Keys that answer one question together: speaking one clears the others. */
const families: (keyof Wish)[][] = [
  ['places', 'zone', 'city', 'radiusKm', 'unknownPlaces'],
  ['minPrice', 'maxPrice', 'aboutPrice'],
  ['possessionBy', 'possessionIn'],
  ['minArea', 'maxArea'],
  ['bedrooms'],
  ['kinds'],
  ['statuses'],
  ['excludedStatuses'],
  ['excludedPlaces'],
  ['developer'],
  ['facing'],
  ['amenities'],
  ['excludedAmenities'],
]

/** Refusals gather: refusing a second place does not bring the first one back. */
const gathering = new Set<keyof Wish>(['excludedPlaces', 'excludedStatuses', 'excludedAmenities'])
const opposites = [
  ['places', 'excludedPlaces'],
  ['statuses', 'excludedStatuses'],
  ['amenities', 'excludedAmenities'],
] as const

export type Clearing =
  | 'all'
  | 'places'
  | 'prices'
  | 'bedrooms'
  | 'areas'
  | 'kinds'
  | 'statuses'
  | 'possession'
  | 'developer'
  | 'facing'
  | 'amenities'

const cleared: Record<Exclude<Clearing, 'all'>, (keyof Wish)[]> = {
  places: ['places', 'zone', 'city', 'radiusKm', 'unknownPlaces', 'excludedPlaces'],
  prices: ['minPrice', 'maxPrice', 'aboutPrice'],
  bedrooms: ['bedrooms'],
  areas: ['minArea', 'maxArea'],
  kinds: ['kinds'],
  statuses: ['statuses', 'excludedStatuses'],
  possession: ['possessionBy', 'possessionIn'],
  developer: ['developer'],
  facing: ['facing'],
  amenities: ['amenities', 'excludedAmenities'],
}

export type Turn = {
  spoken: Wish
  clear: Clearing[]
  /** "also", "too", "or": lists grow instead of being replaced */
  adds: boolean
  /** denied without a key of their own: they only leave the wish */
  dropped: Pick<Wish, 'bedrooms' | 'kinds'>
}

/**
 * The wish after a turn: what was spoken replaces its family, adds to it or clears it, what is picked in the page beats
 * both, everything else stays. Speaking the same again changes nothing.
 */
export function carryOver(before: Wish | undefined, turn: Turn, ui: UnderstandContext['ui']): Wish {
  const wish: Wish = turn.clear.includes('all') ? {} : present(before)
  delete wish.listing
  for (const what of turn.clear) if (what !== 'all') for (const key of cleared[what]) delete wish[key]
  const spoken = present(turn.spoken)
  delete spoken.listing
  for (const family of families) {
    const keys = family.filter(key => spoken[key] !== undefined)
    if (keys.length === 0) continue
    const narrows = keys.every(key => key === 'radiusKm')
    for (const key of family) if (!narrows && !(turn.adds && isList(key)) && !gathering.has(key)) delete wish[key]
    for (const key of keys) setKey(wish, key, spoken[key], (turn.adds && isList(key)) || gathering.has(key))
  }
  for (const [wanted, refused] of opposites) {
    if (spoken[wanted]) without(wish, refused, spoken[wanted])
    if (spoken[refused]) without(wish, wanted, spoken[refused])
  }
  if (turn.dropped.bedrooms) without(wish, 'bedrooms', turn.dropped.bedrooms)
  if (turn.dropped.kinds) without(wish, 'kinds', turn.dropped.kinds)
  applyPicked(wish, ui)
  return wish
}

function applyPicked(wish: Wish, ui: UnderstandContext['ui']): void {
  const picked = present(ui)
  delete picked.listing
  for (const family of families) {
    if (!family.some(key => picked[key] !== undefined)) continue
    for (const key of family) {
      delete wish[key]
      if (picked[key] !== undefined) setKey(wish, key, picked[key], false)
    }
  }
  for (const [wanted, refused] of opposites) {
    if (picked[wanted]) without(wish, refused, picked[wanted])
    if (picked[refused]) without(wish, wanted, picked[refused])
  }
}

const isList = (key: keyof Wish): boolean =>
  /^(places|excludedPlaces|unknownPlaces|bedrooms|kinds|statuses|excludedStatuses|amenities|excludedAmenities)$/.test(
    key,
  )

/** Values of one key that are kept: what nobody means cannot swell a search. */
const most = 20

function setKey(wish: Wish, key: keyof Wish, value: unknown, add: boolean): void {
  const old = wish[key]
  const next =
    add && Array.isArray(old) && Array.isArray(value)
      ? [...new Set([...old, ...value])].slice(-most)
      : Array.isArray(value)
        ? value.slice(0, most)
        : value
  Object.assign(wish, { [key]: next })
}

function without(wish: Wish, key: keyof Wish, values: readonly unknown[]): void {
  const old = wish[key]
  if (!Array.isArray(old)) return
  const rest = (old as unknown[]).filter(value => !values.includes(value))
  if (rest.length > 0) Object.assign(wish, { [key]: rest })
  else delete wish[key]
  if (key === 'places' && rest.length === 0) delete wish.radiusKm
}

/** A copy without empty keys. */
function present(wish: Wish | undefined): Wish {
  return Object.fromEntries(
    Object.entries(wish ?? {}).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Wish
}

const clearing: [Clearing, RegExp][] = [
  [
    'all',
    /\b(start (over|again|afresh|fresh|from scratch|new search|a new search)|reset|restart|clear (all|everything|filters?|the filters?|my filters?|search|it all)|(remove|drop|forget|ignore|delete|undo) (all|everything|the (filters?|rest|criteria)|all (the )?filters?|my filters?|it all)|new search|fresh (search|start)|begin again|shuru se|naye sire se|sab hatao)\b/,
  ],
  [
    'places',
    /\b(anywhere|any (location|area|place|locality|city part|part of (the )?(city|town|xcity)|zone|neighbou?rhood|where)|(all|every) (areas|locations|localities|over (the city|xcity))|location (no bar|does not matter|not important|is not important|is not an? (issue|constraint|problem)|is flexible|flexible|open)|(no|not any) (location|area|place) (preference|constraint|bar)|kahin bhi|kahi bhi|koi bhi (area|location|jagah)|everywhere)\b/,
  ],
  [
    'prices',
    /\b(any (budget|price( range)?|cost|amount|price is)|(budget|price|cost|money) (no bar|does not matter|is no bar|is no (issue|problem|constraint|limit)|not (a |an )?(constraint|issue|problem|bar)|is not (a |an )?(constraint|issue|problem|bar|important)|is flexible|flexible|open|no issue|no limit|koi bhi)|no (budget|price)( (limit|constraint|bar|cap|restriction|range|preference)s?)?|(remove|drop|forget|ignore|clear) (the |my )?(budget|price)( (filter|limit|range))?|unlimited budget|without (a |any )?(budget|price)( (limit|constraint))?|koi bhi (budget|price)|whatever (the )?(price|budget|cost))\b/,
  ],
  [
    'areas',
    /\b(any (size|area size|sqft|carpet area|square feet)|size (no bar|does not matter|is not (important|an issue)|is flexible)|koi bhi size|(remove|drop|forget|clear) (the )?size)\b/,
  ],
  [
    'bedrooms',
    /\b(any (bhk|bedrooms?|configurations?|number of (bedrooms|rooms)|config)|(bhk|bedrooms|configuration) (no bar|does not matter|is flexible)|koi bhi bhk|(remove|drop|forget|clear) (the )?(bhk|bedrooms?))\b/,
  ],
  [
    'kinds',
    /\b(any (type|kind|property type|kind of (home|property)|type of (home|property|house))|(property )?type (no bar|does not matter|is flexible)|koi bhi (type|property))\b/,
  ],
  [
    'statuses',
    /\b(any (status|stage|construction status)|(status|stage) (no bar|does not matter|is flexible)|(remove|drop|forget|clear|change) (the )?status)\b/,
  ],
  [
    'possession',
    /\b(any (possession|possession date|timeline|time is|handover|possession time)|(possession|timeline|handover)( date)? (no bar|does not matter|is flexible|is not (important|an issue))|no (possession )?(timeline|deadline|hurry|rush)|whenever)\b/,
  ],
  ['developer', /\b(any (developer|builder|brand)|(developer|builder|brand) (no bar|does not matter|is flexible))\b/],
  ['facing', /\b(any (facing|direction)|facing (no bar|does not matter|is flexible|not important))\b/],
  [
    'amenities',
    /\b(any amenities|amenities (do|does) not matter|no amenities (needed|required|preference)?|(remove|drop|forget|clear) (the )?amenities)\b/,
  ],
]

/** Which parts of the wish a message takes back. */
export function readClearing(whole: string): Clearing[] {
  return clearing.filter(([, pattern]) => pattern.test(whole)).map(([what]) => what)
}

/** The message without what takes something back: "any size" asks for no size. Positions stay. */
export const withoutClearing = (whole: string): string =>
  clearing.reduce((text, [, pattern]) => text.replace(pattern, hit => ' '.repeat(hit.length)), whole)

/** "also villas", "or hebbal", "whitefield too": without a joiner of their own, new values replace. */
export const readAdding = (whole: string): boolean =>
  /\b(also|as well|bhi|add|include|including|in addition|additionally|apart from (this|that|these)|along with|on top of)\b/.test(
    whole,
  ) ||
  /\bx[a-z]{2,}( \w+)? too\b|\btoo$/.test(whole) ||
  /^(or|ya|and also|plus|or even|or maybe)\b/.test(whole)
