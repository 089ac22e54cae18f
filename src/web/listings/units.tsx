import type { ListingCard } from '../api/types.ts'
import { facingName, formatArea, formatCount, unitName } from '../words/home.ts'
import { formatPriceRange } from '../words/price.ts'

/** The configurations of a home: what, how large, for how much. With `full`, all that the data holds of each. */
export function Units({ listing, most, full = false }: { listing: ListingCard; most?: number; full?: boolean }) {
  const units = most === undefined ? listing.units : listing.units.slice(0, most)
  const more = listing.units.length - units.length
  if (units.length === 0) return <p className="text-sm text-muted">Configurations are not in our data.</p>
  const table = (
    <>
      <table className={full ? 'tnum w-full min-w-[36rem] text-[0.9375rem]' : 'tnum w-full text-sm'}>
        <caption className="sr-only">Configurations of {listing.name}</caption>
        <thead className={full ? 'text-sm text-muted' : 'sr-only'}>
          <tr className="text-left [&>th]:py-2 [&>th]:pr-3 [&>th]:font-medium [&>th]:last:pr-0">
            <th scope="col">Configuration</th>
            <th scope="col">Area</th>
            {full && <th scope="col">Carpet area</th>}
            {full && <th scope="col">Facing</th>}
            {full && <th scope="col">Available</th>}
            <th scope="col" className="text-right">
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: units have no name of their own and never move
            <tr key={index} className="border-t border-line [&>*]:py-1.5 [&>*]:pr-3 [&>*:last-child]:pr-0">
              <th scope="row" className="text-left font-medium">
                {unitName(unit)}
              </th>
              <td className="text-soft">{formatArea(unit.areaSqft) ?? <Missing />}</td>
              {full && <td className="text-soft">{formatArea(unit.carpetSqft) ?? <Missing />}</td>}
              {full && <td className="text-soft">{unit.facing ? facingName(unit.facing) : <Missing />}</td>}
              {full && (
                <td className="text-soft">
                  {unit.available === null ? (
                    <Missing />
                  ) : unit.available === 0 ? (
                    'Sold out'
                  ) : (
                    formatCount(unit.available)
                  )}
                </td>
              )}
              <td className="text-right">{formatPriceRange(unit.priceMin, unit.priceMax, listing.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="border-t border-line pt-1.5 text-sm text-muted">and {more} more</p>}
    </>
  )
  if (!full) return <div>{table}</div>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label="Configurations and prices">
      {table}
    </section>
  )
}

export function Missing() {
  return <span className="text-muted">not in our data</span>
}
