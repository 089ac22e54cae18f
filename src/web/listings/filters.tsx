import { useId, useState } from 'react'
import type { Wish } from '../api/types.ts'
import { Group, INPUT, Pill, Select } from '../parts/field.tsx'
import { AMENITY_KEYS, amenityName, formatBedrooms, KINDS, STATUSES } from '../words/home.ts'
import { formatPrice, minorOf } from '../words/price.ts'
import { usePlaces } from './plot.tsx'

const BEDROOMS = [1, 2, 2.5, 3, 4, 5]
const LAKHS = [25, 40, 50, 60, 75, 90, 100, 125, 150, 175, 200, 250, 300, 400, 500, 750, 1000]

/** The form of a wish: every choice changes the wish given and nothing else. */
export function Filters({
  wish,
  currency,
  onChange,
}: {
  wish: Wish
  currency: string
  onChange: (wish: Wish) => void
}) {
  const put = (change: Partial<Wish>) => onChange(tidy({ ...wish, ...change }))
  const toggle = <T,>(list: readonly T[] | undefined, value: T, on: boolean): T[] =>
    on ? [...(list ?? []), value] : (list ?? []).filter(other => other !== value)
  const prices = [...new Set([...steps(currency), wish.minPrice, wish.maxPrice])]
    .filter(price => price !== undefined)
    .sort((a, b) => a - b)
  const years = Array.from({ length: 7 }, (_, index) => String(new Date().getFullYear() + index))
  const by = [...new Set([...years, ...(wish.possessionBy ? [wish.possessionBy] : [])])].sort()
  return (
    <div className="flex flex-col gap-7">
      <Group label="Bedrooms">
        {BEDROOMS.map(count => (
          <Pill
            key={count}
            label={formatBedrooms(count)}
            checked={wish.bedrooms?.includes(count) ?? false}
            onChange={on => put({ bedrooms: toggle(wish.bedrooms, count, on) })}
          />
        ))}
      </Group>
      <Group label="Kind">
        {Object.entries(KINDS).map(([kind, label]) => (
          <Pill
            key={kind}
            label={label}
            checked={wish.kinds?.includes(kind as keyof typeof KINDS) ?? false}
            onChange={on => put({ kinds: toggle(wish.kinds, kind as keyof typeof KINDS, on) })}
          />
        ))}
      </Group>
      <fieldset className="min-w-0">
        <legend className="mb-2.5 text-sm font-semibold">Price</legend>
        <div className="grid grid-cols-2 gap-3">
          <PriceSelect
            label="From"
            value={wish.minPrice}
            prices={prices}
            currency={currency}
            onChange={minPrice => put({ minPrice, aboutPrice: undefined })}
          />
          <PriceSelect
            label="Up to"
            value={wish.maxPrice}
            prices={prices}
            currency={currency}
            onChange={maxPrice => put({ maxPrice, aboutPrice: undefined })}
          />
        </div>
        {wish.aboutPrice && (
          <p className="mt-2 text-sm text-muted">Now: about {formatPrice(wish.aboutPrice, currency)}</p>
        )}
      </fieldset>
      <PlaceChoice
        chosen={wish.places ?? []}
        onToggle={(place, on) => put({ places: toggle(wish.places, place, on) })}
      />
      <Group label="Status">
        {Object.entries(STATUSES).map(([status, label]) => (
          <Pill
            key={status}
            label={label}
            checked={wish.statuses?.includes(status as keyof typeof STATUSES) ?? false}
            onChange={on => put({ statuses: toggle(wish.statuses, status as keyof typeof STATUSES, on) })}
          />
        ))}
      </Group>
      <Select
        label="Possession by"
        value={wish.possessionBy ?? ''}
        onChange={event => put({ possessionBy: event.target.value || undefined, possessionIn: undefined })}
      >
        <option value="">Any time</option>
        {by.map(year => (
          <option key={year} value={year}>
            {year.replace('-', ' ')}
          </option>
        ))}
      </Select>
      <Group label="Amenities">
        {AMENITY_KEYS.map(key => (
          <Pill
            key={key}
            label={amenityName(key)}
            checked={wish.amenities?.some(amenity => amenity === key) ?? false}
            onChange={on =>
              put({ amenities: toggle(wish.amenities, key as NonNullable<Wish['amenities']>[number], on) })
            }
          />
        ))}
      </Group>
    </div>
  )
}

function PriceSelect({
  label,
  value,
  prices,
  currency,
  onChange,
}: {
  label: string
  value: number | undefined
  prices: number[]
  currency: string
  onChange: (value: number | undefined) => void
}) {
  return (
    <Select
      label={label}
      value={value ?? ''}
      onChange={event => onChange(event.target.value ? Number(event.target.value) : undefined)}
    >
      <option value="">Any</option>
      {prices.map(price => (
        <option key={price} value={price}>
          {formatPrice(price, currency)}
        </option>
      ))}
    </Select>
  )
}

function PlaceChoice({
  chosen,
  onToggle,
}: {
  chosen: readonly string[]
  onToggle: (place: string, on: boolean) => void
}) {
  const id = useId()
  const places = usePlaces()
  const [typed, setTyped] = useState('')
  const wanted = typed.trim().toLowerCase()
  const names = places.filter(place => place.listings > 0 && !chosen.includes(place.name)).map(place => place.name)
  const found = wanted ? names.filter(name => name.toLowerCase().includes(wanted)) : names.slice(0, 10)
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2.5 text-sm font-semibold">Places</legend>
      <label htmlFor={id} className="sr-only">
        Find a place
      </label>
      <input
        id={id}
        type="search"
        className={INPUT}
        placeholder="Find a place"
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        {[...chosen, ...found].map(name => (
          <Pill key={name} label={name} checked={chosen.includes(name)} onChange={on => onToggle(name, on)} />
        ))}
        {wanted && found.length === 0 && (
          <p className="text-sm text-muted">We have no homes in a place of that name.</p>
        )}
      </div>
    </fieldset>
  )
}

/** Steps of price that people think in: lakh and crore for rupees, hundred thousands elsewhere. */
function steps(currency: string): number[] {
  return LAKHS.map(lakh => minorOf(lakh * (currency === 'INR' ? 100_000 : 10_000), currency))
}

/** Without keys that ask for nothing. A lower bound above the upper one pushes that up. */
function tidy(wish: Wish): Wish {
  const kept = Object.entries(wish).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  const next = Object.fromEntries(kept) as Wish
  if (next.minPrice && next.maxPrice && next.minPrice > next.maxPrice) delete next.maxPrice
  return next
}
