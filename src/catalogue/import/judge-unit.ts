import { type AmountRange, readAmount } from './amount.ts'
import { readConfiguration, readFacing, readKind } from './cells.ts'
import type { Column } from './columns.ts'
import type { ListingFields, UnitDraft } from './draft.ts'
import { type Fields, problem } from './fields.ts'

const ON_REQUEST = /^(price )?on request$|^por$|^call( for price)?$|^-+$|^n\/?a$|^tba$/i

/** The unit of a row: its own columns first, then what a configuration such as "3 BHK villa" says. */
export function judgeUnit(cells: Fields, { currency }: Pick<ListingFields, 'currency'>): UnitDraft {
  const configuration = readConfiguration(cells.text('configuration') ?? '')
  // A cell of the kind column may hold the whole configuration.
  const spoken = cells.text('kind') ?? ''
  const fromKind = readConfiguration(spoken)
  const kind = readKind(spoken) ?? fromKind.kind ?? configuration.kind
  if (spoken && !kind && !fromKind.bedrooms) problem('kind', 'invalid', 'Write apartment, villa, plot or row house.')
  const bedrooms = readBedrooms(cells, configuration.bedrooms ?? fromKind.bedrooms)
  const plot = readPlot(cells.text('plot_size') ?? configuration.plot ?? fromKind.plot)
  const plotWidthFt = cells.number('plot_width_ft', 1, 10_000) ?? plot?.width ?? null
  const plotDepthFt = cells.number('plot_depth_ft', 1, 10_000) ?? plot?.depth ?? null
  const areaSqft =
    cells.area('area_sqft') ??
    (plotWidthFt && plotDepthFt && kind === 'plot' ? Math.round(plotWidthFt * plotDepthFt) : null)
  if (kind === undefined && bedrooms === null)
    problem('kind', 'missing', 'Say what the unit is: apartment, villa, plot or row house.')
  const home = kind ?? 'apartment'
  if (home === 'plot' && bedrooms !== null) problem('bedrooms', 'of_a_plot', 'A plot has no bedrooms.')
  if (home !== 'plot' && bedrooms === null)
    problem('bedrooms', 'missing', 'Write how many bedrooms it has, such as 2 or 2.5.')
  const carpetSqft = cells.area('carpet_sqft')
  if (carpetSqft !== null && areaSqft !== null && carpetSqft > areaSqft)
    problem('carpet_sqft', 'over_area', 'The carpet area is larger than the area.')
  return {
    kind: home,
    bedrooms,
    areaSqft,
    carpetSqft,
    plotWidthFt,
    plotDepthFt,
    ...readPrices(cells, currency),
    facing: cells.read('facing', readFacing) ?? null,
    available: cells.count('available'),
  }
}

function readBedrooms(cells: Fields, spoken: string | undefined): number | null {
  const given = cells.read('bedrooms', plain => {
    const number = Number(plain.replace(/\s*(bhk|beds?|bedrooms?)$/i, ''))
    return Number.isFinite(number) ? number : undefined
  })
  const bedrooms = given ?? (spoken ? Number(spoken) : null)
  if (bedrooms !== null && (bedrooms <= 0 || bedrooms > 50 || !Number.isInteger(bedrooms * 2)))
    problem('bedrooms', 'out_of_range', 'Write bedrooms in halves from 0.5 to 50.')
  return bedrooms
}

function readPlot(text: string | undefined) {
  if (!text) return undefined
  const sides = /^(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)/i.exec(text.trim())
  if (!sides) return problem('plot_size', 'invalid', 'Write the plot as 30x40, in feet.')
  return { width: Number(sides[1]), depth: Number(sides[2]) }
}

/** Both prices, one standing for both, or none: on request. Zero is refused, never taken as on request. */
function readPrices(cells: Fields, currency: string) {
  const both = readMoney(cells, 'price', currency)
  const min = readMoney(cells, 'price_min', currency)?.min ?? both?.min
  const max = readMoney(cells, 'price_max', currency)?.max ?? both?.max
  const [priceMin, priceMax] = [min ?? max ?? null, max ?? min ?? null]
  const column = (['price_min', 'price_max'] as const).find(one => cells.text(one) !== undefined) ?? 'price'
  if (priceMin === 0 || priceMax === 0)
    problem(column, 'zero', 'A price is never 0: leave it empty for on request.', 'price')
  if (priceMin !== null && priceMax !== null && priceMin > priceMax)
    problem(column, 'over_max', 'The lowest price is above the highest.', 'price')
  return { priceMin, priceMax }
}

function readMoney(cells: Fields, column: Column, currency: string): AmountRange | undefined {
  const plain = cells.text(column)
  if (plain === undefined || ON_REQUEST.test(plain)) return undefined
  return (
    readAmount(plain, currency) ??
    problem(column, 'invalid', `“${plain.slice(0, 40)}” is no amount: write 1.2 cr, 96 lakh or 9600000.`)
  )
}
