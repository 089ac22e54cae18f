import { type Case, friday, wish } from './case.ts'

const bhk = (...bedrooms: number[]) => wish({ bedrooms, minPrice: null, maxPrice: null, aboutPrice: null })

export const homes: Case[] = [
  ['3 bhk', bhk(3)], ['3-bhk', bhk(3)], ['3BHK', bhk(3)], ['2/3 bhk', bhk(2, 3)], ['2, 3 bhk', bhk(2, 3)], ['2 or 3 bhk flats', bhk(2, 3)], ['2-3 bhk', bhk(2, 3)],
  ['2 to 4 bhk', bhk(2, 3, 4)], ['2bhk or 3bhk', bhk(2, 3)], ['2bhk/3bhk', bhk(2, 3)], ['2 and 3 bhk', bhk(2, 3)], ['2.5 bhk', bhk(2.5)], ['2.5bhk or 3bhk', bhk(2.5, 3)], ['three bedroom', bhk(3)],
  ['two bhk', bhk(2)], ['3 bed', bhk(3)], ['4 bedrooms', bhk(4)], ['four bedroom villa', bhk(4)], ['1 bhk', bhk(1)], ['7 bhk', bhk(7)], ['teen bhk chahiye', bhk(3)], ['do bhk dikhao', bhk(2)],
  ['3 bed room flat', bhk(3)], ['two and a half bhk', bhk(2.5)], ['2½ bhk', bhk(2.5)], ['2bhk, 3bhk', bhk(2, 3)], ['2 bhk ya 3 bhk', bhk(2, 3)], ['2 bkh flat', bhk(2)], ['three-bedroom apartment', bhk(3)],
  ['2 bhk 1-2 cr', wish({ bedrooms: [2], minPrice: 1e9, maxPrice: 2e9 })],
  ['3bhk, 2 cr', wish({ bedrooms: [3], aboutPrice: 2e9 })],
  ['flats', wish({ kinds: ['apartment'] })], ['apts in hebbal', wish({ kinds: ['apartment'] })], ['an independent house', wish({ kinds: ['villa'] })], ['bungalow in jakkur', wish({ kinds: ['villa'] })],
  ['residential site', wish({ kinds: ['plot'] })], ['some land near airport', wish({ kinds: ['plot'] })], ['townhouse', wish({ kinds: ['row_house'] })], ['row houses', wish({ kinds: ['row_house'] })],
  ['villas or row houses', wish({ kinds: ['villa', 'row_house'] })], ['appartments', wish({ kinds: ['apartment'] })], ['apartmnt in hebbal', wish({ kinds: ['apartment'] })], ['vila in hebbal', wish({ kinds: ['villa'] })],
  ['anything but villas', wish({ kinds: null })], ['no plots', wish({ kinds: null })], ['site visit', wish({ kinds: null })], ['villa plots in devanahalli', wish({ kinds: ['plot'] })],
  ['no villas please', wish({ kinds: ['apartment'] }), { filters: { kinds: ['apartment', 'villa'] } }],
  ['2400 sq ft', wish({ minArea: 2400, maxArea: 2400 })], ['above 1500 sft', wish({ minArea: 1500, maxArea: null })], ['under 1,200 sq.ft.', wish({ maxArea: 1200, minArea: null, maxPrice: null })],
  ['1200-1500 sqft', wish({ minArea: 1200, maxArea: 1500 })], ['between 1000 and 1400 sq ft', wish({ minArea: 1000, maxArea: 1400 })], ['100 sqm flat', wish({ minArea: 1076, maxArea: 1076 })],
  ['at least 120 square meters', wish({ minArea: 1292 })], ['200 sq yd plot', wish({ minArea: 1800, maxArea: 1800 })], ['200 sq yards', wish({ minArea: 1800 })], ['300 gaj', wish({ minArea: 2700 })],
  ['40 by 60 plot', wish({ minArea: 2400, maxArea: 2400, kinds: ['plot'] })], ['30*40 site', wish({ minArea: 1200, maxArea: 1200 })], ['30 x 40', wish({ minArea: 1200, maxArea: 1200 })], ['60x40 ft plot', wish({ minArea: 2400 })],
  ['24x7 security', wish({ minArea: null, maxArea: null, amenities: ['security'] })], ['100 m2', wish({ minArea: 1076 })], ['minimum 1800 square feet', wish({ minArea: 1800, maxArea: null })],
  ['north facing', wish({ facing: 'north', zone: null })], ['north-east facing villa', wish({ facing: 'north_east', zone: null })], ['east facing 3bhk', wish({ facing: 'east', zone: null })], ['facing west', wish({ facing: 'west', zone: null })],
  ['south west facing', wish({ facing: 'south_west' })], ['northeast facing plot', wish({ facing: 'north_east' })], ['east face flat', wish({ facing: 'east' })], ['east facing flats in north bangalore', wish({ facing: 'east', zone: 'North' })],
  // status
  ['ready to move flats', wish({ statuses: ['ready'] })], ['ready-to-move-in 2bhk', wish({ statuses: ['ready'] })], ['RTM 3bhk', wish({ statuses: ['ready'] })], ['immediate possession', wish({ statuses: ['ready'], possessionIn: null })],
  ['ongoing projects', wish({ statuses: ['under_construction'] })], ['new launches in hebbal', wish({ statuses: ['upcoming'] })], ['upcoming projects', wish({ statuses: ['upcoming'] })], ['pre-launch', wish({ statuses: ['upcoming'] })],
  ['ready or under construction', wish({ statuses: ['ready', 'under_construction'] })], ['under-construction flats', wish({ statuses: ['under_construction'] })], ['I have already seen flats', wish({ statuses: null })],
  ['I am ready to book', wish({ statuses: null })], ['we are ready to buy', wish({ statuses: null })], ['are you ready', wish({ statuses: null })], ['no under construction', wish({ excludedStatuses: ['under_construction'], statuses: null })],
  ["don't show me upcoming projects", wish({ excludedStatuses: ['upcoming'], statuses: null })], ['except under construction', wish({ excludedStatuses: ['under_construction'], statuses: null })], ['under construction nahi chahiye', wish({ excludedStatuses: ['under_construction'], statuses: null })],
  ['not ready to move, only under construction', wish({ excludedStatuses: ['ready'], statuses: ['under_construction'] })], ['I want a flat that is ready', wish({ statuses: ['ready'] })],
  ['these are all under construction', wish({ statuses: null })], ['ready flats', wish({ statuses: ['ready'] })], ['I already have a flat', wish({ statuses: null })],
  // possession
  ['ready by 2028', wish({ possessionBy: '2028', statuses: null, possessionIn: null })], ['possession before 2027', wish({ possessionBy: '2026' })], ['before 2027', wish({ possessionBy: '2026' })], ['by Dec 2027', wish({ possessionBy: '2027-Q4' })],
  ['Q3 2027 possession', wish({ possessionIn: '2027-Q3', possessionBy: null })], ['possession 2028', wish({ possessionIn: '2028' })], ['handover in march 2027', wish({ possessionIn: '2027-Q1' })], ['possession by Q2 2027', wish({ possessionBy: '2027-Q2' })],
  ['before june 2027', wish({ possessionBy: '2027-Q2' })], ['before April 2027', wish({ possessionBy: '2027-Q1' })], ['before Q1 2028', wish({ possessionBy: '2027-Q4' })], ['possession till 2029', wish({ possessionBy: '2029' })],
  ['by the end of 2027', wish({ possessionBy: '2027' })], ['2bhk ready in 2027', wish({ possessionIn: '2027', statuses: null })], ['2027 tak possession', wish({ possessionBy: '2027' })], ['december 2026 possession', wish({ possessionIn: '2026-Q4' })],
  ['possession in mid 2028', wish({ possessionIn: '2028-Q2' })], ['2bhk possession within 2 years', wish({ possessionBy: '2028-Q4', statuses: null }), friday], ['possession by march', wish({ possessionBy: '2027-Q1' }), friday],
  ["possession by Dec'27", wish({ possessionBy: '2027-Q4' })], ['completion by 2028', wish({ possessionBy: '2028' })], ['possession next year', wish({ possessionIn: '2027' }), friday],
  // amenities
  ['2bhk with swimming pool', wish({ amenities: ['swimming_pool'] })], ['flat with gym and clubhouse', wish({ amenities: ['gym', 'clubhouse'] })], ['with club house', wish({ amenities: ['clubhouse'] })], ['kids play area needed', wish({ amenities: ['play_area'] })],
  ['jogging track and tennis court', wish({ amenities: ['jogging_track', 'sports_court'] })], ['power backup and lift', wish({ amenities: ['power_backup', 'lift'] })], ['ev charging', wish({ amenities: ['ev_charging'] })], ['pet friendly society', wish({ amenities: ['pet_area'] })],
  ['co-working space', wish({ amenities: ['coworking'] })], ['covered parking', wish({ amenities: ['parking'] })], ['gated community', wish({ amenities: ['security'] })], ['elevator', wish({ amenities: ['lift'] })], ['swiming pool', wish({ amenities: ['swimming_pool'] })],
  ['no pool', wish({ excludedAmenities: ['swimming_pool'], amenities: null })], ['without lift', wish({ excludedAmenities: ['lift'], amenities: null })], ['pool nahi chahiye', wish({ excludedAmenities: ['swimming_pool'], amenities: null })],
  ["I don't want a swimming pool", wish({ excludedAmenities: ['swimming_pool'], amenities: null })], ['gym but no pool', wish({ amenities: ['gym'], excludedAmenities: ['swimming_pool'] })], ['no pool or gym', wish({ excludedAmenities: ['swimming_pool', 'gym'], amenities: null })],
  ['no lift but with garden', wish({ excludedAmenities: ['lift'], amenities: ['garden'] })], ['pool and gym dono chahiye', wish({ amenities: ['swimming_pool', 'gym'] })], ['without a clubhouse and with parking', wish({ excludedAmenities: ['clubhouse'], amenities: ['parking'] })],
  ['except clubhouse', wish({ excludedAmenities: ['clubhouse'], amenities: null })], ['lift is not needed', wish({ excludedAmenities: ['lift'], amenities: null })], ['parking is a must', wish({ amenities: ['parking'] })], ['gymnasium', wish({ amenities: ['gym'] })],
]
