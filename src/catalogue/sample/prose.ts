import { type Amenity, amenitySchema, type BuildStatus, type HomeKind } from '../schema.ts'
import type { Random } from './random.ts'

type Subject = { name: string; developer: string; place: string; status: BuildStatus; kinds: HomeKind[] }

const HIGHLIGHTS = [
  'Central green of two acres',
  'Cross-ventilated homes on every floor',
  'No two homes share a wall',
  'Rainwater harvesting and own sewage treatment',
  'Full-height windows in living rooms',
  'Vehicle-free ground level',
  'Solar power for common areas',
  'Library and reading room',
  'Terrace garden with seating',
  'Separate study in larger homes',
  'Wide balconies facing the garden',
  'Low-rise blocks around courtyards',
  'Senior-friendly paths and ramps',
  'Home office corner in every home',
  'Double-height entrance lobby',
]
const PLOT_HIGHLIGHTS = [
  'Underground cabling',
  'Roads of 30 and 40 feet',
  'Tree-lined avenues',
  'Corner plots available',
  'Water and power at every plot',
  'Compound wall with one guarded gate',
]

const KIND_WORDS: Record<HomeKind, string> = {
  apartment: 'apartments',
  villa: 'villas',
  plot: 'plots',
  row_house: 'row houses',
}

const OPENINGS = [
  ({ name, developer, place }: Subject, what: string) => `${name} brings ${what} by ${developer} to ${place}.`,
  ({ name, place }: Subject, what: string) =>
    `${what[0]!.toUpperCase()}${what.slice(1)} in ${place}: ${name} is planned around shade, light and quiet.`,
  ({ name, developer, place }: Subject, what: string) => `In ${place}, ${developer} offers ${what} at ${name}.`,
]
const MIDDLES = [
  'Homes are laid out so that living rooms and bedrooms get daylight from two sides.',
  'Blocks stand apart, with planting between them and parking below ground.',
  'Families find play areas within sight of the homes.',
  'Ground floors are kept for shared rooms and gardens.',
  'Corridors are short, with few doors on each floor.',
]
const ENDINGS: Record<BuildStatus, string> = {
  ready: 'Homes can be seen as they are.',
  under_construction: 'Construction is under way and the site can be visited.',
  upcoming: 'It has been announced; plans can be seen at the sales desk.',
}

const BY_KIND: Record<HomeKind, Amenity[]> = {
  apartment: [...amenitySchema.options],
  villa: [
    'swimming_pool',
    'gym',
    'clubhouse',
    'garden',
    'play_area',
    'jogging_track',
    'sports_court',
    'security',
    'parking',
    'power_backup',
    'ev_charging',
    'pet_area',
  ],
  row_house: [
    'swimming_pool',
    'gym',
    'clubhouse',
    'garden',
    'play_area',
    'jogging_track',
    'security',
    'parking',
    'power_backup',
    'pet_area',
  ],
  plot: ['clubhouse', 'garden', 'play_area', 'jogging_track', 'sports_court', 'security'],
}

/** Description, highlights and amenities: plain sentences that promise nothing about the real place. */
export function tell(random: Random, subject: Subject) {
  const onlyPlots = subject.kinds.every(kind => kind === 'plot')
  const what = subject.kinds.map(kind => KIND_WORDS[kind]).join(' and ')
  const sentences = [
    random.pick(OPENINGS)(subject, what),
    onlyPlots ? 'Plots are levelled and marked.' : random.pick(MIDDLES),
    ENDINGS[subject.status],
  ]
  const common = BY_KIND[subject.kinds[0]!]
  return {
    description: (onlyPlots ? sentences.slice(0, 2) : sentences).join(' '),
    highlights: random.some(onlyPlots ? PLOT_HIGHLIGHTS : HIGHLIGHTS, random.between(2, 4)),
    amenities: random.some(common, random.between(Math.ceil(common.length * 0.45), common.length)).sort(),
  }
}
