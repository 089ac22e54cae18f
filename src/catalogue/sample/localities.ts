import type { HomeKind, Market } from '../schema.ts'

export type Locality = {
  place: string
  /** rupees for a square foot of an apartment: believable for 2026, and made up */
  perSqft: number
  growth: [oneYear: number, fiveYears: number]
  rentalYield: number
  trend: NonNullable<Market['trend']>
  /** what is built there besides apartments */
  also: HomeKind[]
  listings: number
}

const row = (
  place: string,
  perSqft: number,
  growth: [number, number],
  rentalYield: number,
  trend: Locality['trend'],
  listings: number,
  also: HomeKind[] = [],
): Locality => ({ place, perSqft, growth, rentalYield, trend, listings, also })

/** Where the sample lies. `listings` counts those besides the ones that tests know by name. */
export const localities: Locality[] = [
  row('Whitefield', 11200, [11.4, 62], 3.9, 'high_demand', 3, ['villa']),
  row('Sarjapur Road', 10400, [13.2, 71], 3.6, 'high_demand', 3, ['villa', 'row_house']),
  row('Budigere Cross', 8300, [14.6, 68], 3.2, 'emerging_hotspot', 2, ['plot']),
  row('Marathahalli', 10800, [8.1, 44], 3.8, 'stable', 2),
  row('Brookefield', 11600, [9.2, 48], 3.7, 'growing', 2),
  row('Bellandur', 12400, [10.3, 55], 3.9, 'high_demand', 3),
  row('Varthur', 9600, [12.8, 66], 3.5, 'growing', 2, ['villa', 'row_house']),
  row('Panathur', 10900, [11.1, 58], 3.8, 'growing', 2),
  row('Gunjur', 9200, [12.1, 61], 3.4, 'growing', 2, ['villa']),
  row('KR Puram', 8700, [10.2, 47], 3.5, 'growing', 3),
  row('Hoskote', 5600, [13.5, 59], 2.8, 'emerging_hotspot', 3, ['plot', 'plot']),
  row('Kadugodi', 9100, [9.8, 46], 3.5, 'growing', 2),
  row('Dommasandra', 7200, [11.6, 52], 3.0, 'emerging_hotspot', 2, ['plot', 'villa']),
  row('Hebbal', 13200, [12.3, 64], 3.7, 'high_demand', 3),
  row('Yelahanka', 9400, [10.6, 57], 3.3, 'growing', 3, ['villa', 'plot']),
  row('Jakkur', 11800, [11.2, 60], 3.4, 'growing', 2, ['villa']),
  row('Thanisandra', 10300, [11.8, 63], 3.6, 'growing', 3),
  row('Hennur', 9700, [10.9, 56], 3.5, 'growing', 3, ['row_house']),
  row('Devanahalli', 7900, [16.2, 82], 2.9, 'emerging_hotspot', 4, ['plot', 'villa', 'plot']),
  row('Bagalur', 6900, [14.1, 70], 2.8, 'emerging_hotspot', 3, ['plot', 'row_house']),
  row('Kogilu', 9000, [10.1, 50], 3.2, 'growing', 2),
  row('Nagawara', 10900, [9.4, 49], 3.6, 'stable', 2),
  row('Vidyaranyapura', 8400, [7.6, 38], 3.1, 'stable', 1),
  row('Koramangala', 17800, [7.2, 36], 3.2, 'premium_saturated', 3),
  row('HSR Layout', 14200, [8.8, 45], 3.6, 'high_demand', 3),
  row('BTM Layout', 11300, [6.9, 34], 3.7, 'moderate', 2),
  row('Jayanagar', 16900, [6.1, 30], 2.7, 'premium_saturated', 2),
  row('JP Nagar', 11900, [8.3, 42], 3.1, 'stable', 3),
  row('Bannerghatta Road', 9300, [9.1, 45], 3.3, 'growing', 3, ['villa']),
  row('Kanakapura Road', 8800, [9.9, 48], 3.1, 'growing', 3, ['plot', 'villa']),
  row('Electronic City', 7600, [10.7, 51], 3.9, 'growing', 3),
  row('Begur', 7900, [9.3, 44], 3.4, 'growing', 2, ['row_house']),
  row('Chandapura', 5900, [10.4, 43], 3.2, 'emerging_hotspot', 2, ['plot']),
  row('Mysore Road', 8100, [8.4, 39], 3.0, 'moderate', 2),
  row('Rajajinagar', 14600, [6.4, 31], 2.8, 'premium_saturated', 2),
  row('Vijayanagar', 11200, [6.0, 29], 2.9, 'stable', 1),
  row('Kengeri', 7100, [8.9, 40], 3.1, 'growing', 3, ['plot']),
  row('Rajarajeshwari Nagar', 8600, [8.1, 38], 3.0, 'stable', 2, ['row_house']),
  row('Magadi Road', 7300, [8.6, 37], 2.9, 'growing', 2),
  row('Nagarbhavi', 9200, [6.6, 33], 2.8, 'stable', 1),
  row('Indiranagar', 19400, [7.4, 37], 3.0, 'premium_saturated', 2),
  row('MG Road', 21800, [5.2, 26], 2.6, 'premium_saturated', 1),
  row('Ulsoor', 16200, [6.3, 31], 2.9, 'stable', 1),
  row('Malleshwaram', 16800, [6.8, 34], 2.7, 'premium_saturated', 2),
]
