import { spellingKey } from '../gazetteer.ts'

/** The columns of an export, in its order. The first group is the listing's, the second the unit's. */
export const listingColumns = [
  'source',
  'source_id',
  'name',
  'aliases',
  'developer',
  'city',
  'place',
  'zone',
  'address',
  'latitude',
  'longitude',
  'precision',
  'status',
  'possession',
  'registration_number',
  'registration_state',
  'registration_steps',
  'description',
  'highlights',
  'amenities',
  'connectivity',
  'images',
  'brochure',
  'contact_name',
  'contact_phone',
  'contact_email',
  'currency',
  'units_total',
  'units_available',
  'offers',
  'published',
  'sample',
] as const
export const unitColumns = [
  'kind',
  'bedrooms',
  'area_sqft',
  'carpet_sqft',
  'plot_width_ft',
  'plot_depth_ft',
  'price_min',
  'price_max',
  'facing',
  'available',
] as const
const inputColumns = ['price', 'configuration', 'plot_size', 'price_history', 'refused_code'] as const

export type Column = (typeof listingColumns)[number] | (typeof unitColumns)[number] | (typeof inputColumns)[number]

const synonyms: Partial<Record<Column, string[]>> = {
  source_id: ['id', 'listing id', 'project id', 'ref', 'reference', 'external id', 'listing'],
  name: ['project', 'project name', 'listing name', 'title', 'property', 'property name'],
  aliases: ['alias', 'also known as', 'other names'],
  developer: ['builder', 'developer name', 'builder name', 'promoter'],
  place: ['locality', 'location', 'neighbourhood', 'neighborhood'],
  latitude: ['lat'],
  longitude: ['lng', 'lon', 'long'],
  status: ['construction status', 'project status', 'build status'],
  possession: ['possession date', 'handover', 'completion', 'completion date', 'ready by'],
  registration_number: ['rera', 'rera number', 'rera no', 'rera id', 'registration', 'registration no'],
  description: ['about', 'details'],
  highlights: ['usp', 'features'],
  amenities: ['facilities'],
  images: ['image', 'photos', 'image urls'],
  brochure: ['brochure url', 'brochure link'],
  contact_name: ['contact', 'contact person'],
  contact_phone: ['phone', 'mobile', 'contact number'],
  contact_email: ['email', 'e-mail'],
  units_total: ['total units', 'number of units'],
  units_available: ['available units', 'units left'],
  offers: ['offer'],
  kind: ['type', 'unit type', 'property type', 'home type'],
  bedrooms: ['bhk', 'bedroom', 'beds', 'no of bedrooms'],
  area_sqft: ['area', 'sqft', 'size', 'super built up area', 'saleable area', 'built up area', 'sba', 'area sq ft'],
  carpet_sqft: ['carpet', 'carpet area', 'rera carpet area'],
  price_min: ['min price', 'price from', 'minimum price', 'starting price'],
  price_max: ['max price', 'price to', 'maximum price'],
  price: ['cost', 'price range', 'amount'],
  configuration: ['config', 'unit', 'configurations'],
  plot_size: ['dimensions', 'plot dimensions'],
  available: ['unit available', 'available in configuration'],
}

const bySpelling = new Map<string, Column>()
for (const column of [...listingColumns, ...unitColumns, ...inputColumns]) {
  bySpelling.set(spellingKey(column), column)
  for (const synonym of synonyms[column] ?? []) bySpelling.set(spellingKey(synonym), column)
}

/** The column that a heading means, however it is spelled: "RERA No.", "price_min", "priceMin". */
export const columnNamed = (heading: string): Column | undefined => bySpelling.get(spellingKey(heading))

/** A cell as it came: text, or the items of a list. */
export type Cell = string | string[]
export type Cells = Partial<Record<Column, Cell>>

/** One row of a file, a unit of a listing. `content` is what quarantine keeps. */
export type RawRow = {
  /** 1-based, as the file's reader counts: the heading is row 1 of a sheet. */
  row: number
  cells: Cells
  content: Record<string, string>
  /** The row could not be read as a row. */
  problem?: Problem
}

export type Problem = { column: string | null; code: string; message: string }
