import type { Wish } from '../../catalogue/index.ts'
import { formatMoney } from '../../kernel/money.ts'
import { amenityWords, bedroomWords, grouped, kindWords, listed, periodWords, statusWords } from './words.ts'

/** The wish as a phrase: `2 BHK apartments in Whitefield under ₹2 crore`. Empty wish: `homes`. */
export function wishWords(wish: Wish, currency: string): string {
  const parts = [
    whatWords(wish),
    whereWords(wish),
    priceWishWords(wish, currency),
    areaWishWords(wish),
    whenWords(wish),
    extraWords(wish),
  ]
  return parts.filter(part => part !== '').join(' ')
}

function whatWords(wish: Wish): string {
  const kinds = wish.kinds?.map(kind => kindWords[kind][1]) ?? []
  const noun = kinds.length > 0 ? listed(kinds, 'or') : 'homes'
  const status = wish.statuses?.length
    ? `${listed(
        wish.statuses.map(one => statusWords[one]),
        'or',
      )} `
    : ''
  const developer = wish.developer ? `${wish.developer} ` : ''
  const facing = wish.facing ? `${wish.facing.replace('_', '-')}-facing ` : ''
  const size = wish.bedrooms?.length ? `${bedroomWords(wish.bedrooms)} ` : ''
  return `${status}${developer}${facing}${size}${noun}`
}

export function whereWords(wish: Wish): string {
  const not = wish.excludedPlaces?.length ? ` (not ${listed(wish.excludedPlaces, 'or')})` : ''
  if (wish.places?.length) {
    const places = listed(wish.places, 'or')
    return (wish.radiusKm ? `within ${wish.radiusKm} km of ${places}` : `in ${places}`) + not
  }
  const city = wish.city ?? ''
  if (wish.zone) return `in ${wish.zone} ${city || 'Bengaluru'}${not}`
  return ((city ? `in ${city}` : '') + not).trim()
}

export function priceWishWords(wish: Wish, currency: string): string {
  const money = (minor: number) => formatMoney({ minor, currency })
  if (wish.minPrice && wish.maxPrice) return `between ${money(wish.minPrice)} and ${money(wish.maxPrice)}`
  if (wish.maxPrice) return `under ${money(wish.maxPrice)}`
  if (wish.minPrice) return `above ${money(wish.minPrice)}`
  return wish.aboutPrice ? `around ${money(wish.aboutPrice)}` : ''
}

function areaWishWords(wish: Wish): string {
  if (wish.minArea && wish.minArea === wish.maxArea) return `of ${grouped(wish.minArea)} sqft`
  if (wish.minArea && wish.maxArea) return `of ${grouped(wish.minArea)} to ${grouped(wish.maxArea)} sqft`
  if (wish.minArea) return `from ${grouped(wish.minArea)} sqft`
  return wish.maxArea ? `up to ${grouped(wish.maxArea)} sqft` : ''
}

function whenWords(wish: Wish): string {
  const not = wish.excludedStatuses?.length
    ? `, not ${listed(
        wish.excludedStatuses.map(one => statusWords[one]),
        'or',
      )}`
    : ''
  if (wish.possessionBy) return `with possession by ${periodWords(wish.possessionBy)}${not}`
  if (wish.possessionIn) return `with possession in ${periodWords(wish.possessionIn)}${not}`
  return not.replace(/^, /, '')
}

function extraWords(wish: Wish): string {
  const wanted = wish.amenities?.length ? `with ${listed(wish.amenities.map(one => amenityWords[one]))}` : ''
  const avoided = wish.excludedAmenities?.length
    ? `without ${listed(
        wish.excludedAmenities.map(one => amenityWords[one]),
        'or',
      )}`
    : ''
  return [wanted, avoided].filter(Boolean).join(' and ')
}
