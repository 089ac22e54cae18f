import type { Example } from '../examples.ts'

const shown = ['Velmora Avalon', 'Halverly Glenbrook']
const cr = 1_000_000_000
const flow = (id: string, turns: Example['turns'], expect_turns: unknown[], context?: Example['context']): Example => ({
  id,
  turns,
  expect_turns,
  ...(context && { context }),
})
const wish = (filters: Record<string, unknown>) => ({ filters })

export const flows: Example[] = [
  flow(
    'a new place replaces place, zone and radius',
    ['2bhk near Hebbal', 'in east bangalore', 'Begur'],
    [
      wish({ places: ['Hebbal'], radiusKm: 10 }),
      wish({ zone: 'East', places: null, radiusKm: null }),
      wish({ places: ['Begur'], zone: null, city: null, bedrooms: [2] }),
    ],
  ),
  flow(
    'prices replace each other',
    ['under 1 cr', 'above 80 lakh', 'around 90 lakh', 'between 1 and 2 cr'],
    [
      wish({ maxPrice: cr }),
      wish({ minPrice: 0.8 * cr, maxPrice: null }),
      wish({ aboutPrice: 0.9 * cr, minPrice: null }),
      wish({ minPrice: cr, maxPrice: 2 * cr, aboutPrice: null }),
    ],
  ),
  flow(
    'possession',
    ['possession by 2027', 'possession in 2028', 'any possession'],
    [wish({ possessionBy: '2027' }), wish({ possessionIn: '2028', possessionBy: null }), wish({ possessionIn: null })],
  ),
  flow(
    'also, or and too add',
    ['flats in Hebbal', 'also Yelahanka', 'Jakkur too', 'or Begur'],
    [
      wish({ places: ['Hebbal'] }),
      wish({ places: ['Hebbal', 'Yelahanka'] }),
      wish({ places: ['Hebbal', 'Yelahanka', 'Jakkur'] }),
      wish({ places: ['Hebbal', 'Yelahanka', 'Jakkur', 'Begur'], kinds: ['apartment'] }),
    ],
  ),
  flow(
    'amenities',
    ['2bhk with gym', 'also with pool', 'no gym', 'amenities do not matter'],
    [
      wish({ amenities: ['gym'] }),
      wish({ amenities: ['gym', 'swimming_pool'] }),
      wish({ amenities: ['swimming_pool'], excludedAmenities: ['gym'] }),
      wish({ amenities: null, excludedAmenities: null, bedrooms: [2] }),
    ],
  ),
  flow(
    'wanting what was refused takes the refusal back',
    ['not in Whitefield', 'ok Whitefield is fine'],
    [wish({ excludedPlaces: ['Whitefield'] }), wish({ places: ['Whitefield'], excludedPlaces: null })],
  ),
  flow(
    'refusing what was wanted',
    ['flats in Whitefield and Hebbal', 'not Whitefield'],
    [wish({ places: ['Whitefield', 'Hebbal'] }), wish({ places: ['Hebbal'], excludedPlaces: ['Whitefield'] })],
  ),
  flow(
    'status and its refusal',
    ['ready to move in Hebbal', 'under construction is fine too', 'no under construction'],
    [
      wish({ statuses: ['ready'] }),
      wish({ statuses: ['ready', 'under_construction'] }),
      wish({ statuses: ['ready'], excludedStatuses: ['under_construction'] }),
    ],
  ),
  flow(
    'clearing words',
    ['3bhk villa in Hebbal under 2 cr above 1500 sqft', 'anywhere', 'any size', 'any bhk', 'any type', 'any budget'],
    [
      {},
      wish({ places: null, bedrooms: [3] }),
      wish({ minArea: null }),
      wish({ bedrooms: null }),
      wish({ kinds: null, maxPrice: 2 * cr }),
      wish({ maxPrice: null }),
    ],
  ),
  flow(
    'start over',
    ['3bhk in Hebbal not in Begur', 'reset', '2bhk'],
    [{}, { filters: { places: null, excludedPlaces: null, bedrooms: null } }, wish({ bedrooms: [2], places: null })],
  ),
  flow(
    'start over with a new wish',
    ['3bhk in Hebbal', 'start over, villas in Jakkur'],
    [{}, wish({ kinds: ['villa'], places: ['Jakkur'], bedrooms: null })],
  ),
  flow(
    'a question keeps the wish',
    ['2bhk in Whitefield under 1.5 cr', 'is Tessara Songbird ready?', 'what is rera', 'thanks', 'show more'],
    [
      {},
      { intent: 'facts', filters: { listing: 'Tessara Songbird', places: ['Whitefield'], statuses: null } },
      { intent: 'advice', filters: { places: ['Whitefield'], bedrooms: [2] } },
      { filters: { maxPrice: 1.5 * cr } },
      { intent: 'more', filters: { bedrooms: [2] } },
    ],
  ),
  flow(
    'a listing is focus, not wish',
    ['tell me about avalon', '2bhk in hebbal', 'price'],
    [
      wish({ listing: 'Velmora Avalon' }),
      wish({ listing: null }),
      { intent: 'facts', filters: { listing: 'Velmora Avalon', bedrooms: [2] } },
    ],
  ),
  flow(
    'radius alone keeps the place',
    ['flats in Hebbal', 'within 5 km', 'within 15 km'],
    [wish({ radiusKm: null }), wish({ places: ['Hebbal'], radiusKm: 5 }), wish({ places: ['Hebbal'], radiusKm: 15 })],
  ),
  flow(
    'area',
    ['above 1200 sqft', 'below 2000 sqft'],
    [wish({ minArea: 1200 }), wish({ maxArea: 2000, minArea: null })],
  ),
  flow(
    'change one thing',
    ['2bhk in whitefield under 1 cr', 'make it 3bhk', 'what about Hebbal?', 'and under 2 cr?', 'villas instead'],
    [
      {},
      wish({ bedrooms: [3], places: ['Whitefield'] }),
      wish({ places: ['Hebbal'], bedrooms: [3] }),
      wish({ maxPrice: 2 * cr, places: ['Hebbal'] }),
      wish({ kinds: ['villa'] }),
    ],
  ),
  flow(
    'objection, then a cheaper search',
    ['3bhk in hebbal', 'too expensive', 'under 1 cr then'],
    [
      {},
      { intent: 'objection', objections: ['budget'], filters: { places: ['Hebbal'] } },
      { intent: 'search', filters: { maxPrice: cr, bedrooms: [3] } },
    ],
  ),
  flow(
    'hinglish',
    ['whitefield mein 2bhk chahiye', '80 lakh tak', 'pool bhi chahiye', 'whitefield nahi, hebbal mein dikhao'],
    [
      wish({ places: ['Whitefield'], bedrooms: [2] }),
      wish({ maxPrice: 0.8 * cr }),
      wish({ amenities: ['swimming_pool'], maxPrice: 0.8 * cr }),
      wish({ places: ['Hebbal'], excludedPlaces: ['Whitefield'] }),
    ],
  ),
  flow(
    'booking',
    [
      { text: 'book a visit to the second one', context: { shown } },
      { text: 'sunday 11am', context: { offer: 'visit' } },
      { text: 'Asha, 9845012345', context: { offer: 'visit' } },
    ],
    [
      { intent: 'visit', filters: { listing: 'Halverly Glenbrook' } },
      { intent: 'visit', when: { start: '2026-11-22T11:00:00+05:30' }, filters: { listing: 'Halverly Glenbrook' } },
      { intent: 'visit', contact: { name: 'Asha', phone: '+919845012345' } },
    ],
    { now: '2026-11-20T10:00:00+05:30' },
  ),
  flow(
    'unknown place, then a known one',
    ['flats in Gotham', 'ok Hebbal'],
    [wish({ unknownPlaces: ['Gotham'] }), wish({ places: ['Hebbal'], unknownPlaces: null })],
  ),
  flow(
    'no preference',
    ['2bhk in Hebbal', 'location no bar', 'budget is not a constraint'],
    [{}, wish({ places: null, bedrooms: [2] }), wish({ maxPrice: null })],
  ),
  {
    id: 'picked beats text by family',
    text: '3bhk in north bangalore under 1 cr',
    context: { ui: { places: ['Whitefield'], minPrice: cr } },
    expect: {
      filters: { places: ['Whitefield'], zone: null, city: null, minPrice: cr, maxPrice: null, bedrooms: [3] },
    },
  },
  {
    id: 'picked beats a refusal',
    text: 'not in Whitefield',
    context: { ui: { places: ['Whitefield'] } },
    expect: { filters: { places: ['Whitefield'], excludedPlaces: null } },
  },
]
