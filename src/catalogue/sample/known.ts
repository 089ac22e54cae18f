import type { BuildStatus, HomeKind } from '../schema.ts'

const LAKH = 10_000_000
const CRORE = 100 * LAKH

type KnownUnit = { kind: HomeKind; bedrooms: number; areaSqft: number; price: number }
export type KnownListing = {
  place: string
  status: BuildStatus
  possession: { year: number; quarter: number } | null
  units: KnownUnit[]
}

const flat = (bedrooms: number, areaSqft: number, price: number): KnownUnit => ({
  kind: 'apartment',
  bedrooms,
  areaSqft,
  price: Math.round(price),
})

/** Listings whose every figure tests rely on. */
export const knownListings: Record<string, KnownListing> = {
  'Velmora Avalon': {
    place: 'Whitefield',
    status: 'under_construction',
    possession: { year: 2027, quarter: 4 },
    units: [flat(2, 1180, 1.38 * CRORE), flat(3, 1640, 1.92 * CRORE)],
  },
  'Velmora Citrine': {
    place: 'Budigere Cross',
    status: 'under_construction',
    possession: { year: 2028, quarter: 2 },
    units: [flat(2, 1120, 96 * LAKH), flat(2.5, 1310, 1.12 * CRORE), flat(3, 1580, 1.34 * CRORE)],
  },
  'Halverly Glenbrook': {
    place: 'Whitefield',
    status: 'ready',
    possession: null,
    units: [flat(3, 1720, 2.1 * CRORE)],
  },
  'Isarna Neopolis': {
    place: 'Sarjapur Road',
    status: 'under_construction',
    possession: { year: 2027, quarter: 2 },
    units: [flat(2, 1150, 1.18 * CRORE), flat(3, 1600, 1.65 * CRORE)],
  },
  'Kelwin District 25': {
    place: 'Sarjapur Road',
    status: 'upcoming',
    possession: { year: 2030, quarter: 1 },
    units: [flat(3, 1810, 2.4 * CRORE), { kind: 'villa', bedrooms: 4, areaSqft: 3200, price: 4.6 * CRORE }],
  },
  'Tessara Songbird': {
    place: 'Budigere Cross',
    status: 'under_construction',
    possession: { year: 2029, quarter: 4 },
    units: [flat(2, 1090, 89 * LAKH)],
  },
}
