import { type Case, search, wish } from './case.ts'

const at = (...places: string[]) => wish({ places, unknownPlaces: null })

export const places: Case[] = [
  ['flats in Whitefield', at('Whitefield')], ['flats in whitefeild', at('Whitefield')], ['whitfield 2bhk', at('Whitefield')], ['white field flats', at('Whitefield')], ['maratahalli flats', at('Marathahalli')],
  ['hebal 3bhk', at('Hebbal')], ['yelhanka plots', at('Yelahanka')], ['koramangla', at('Koramangala')], ['indranagar', at('Indiranagar')], ['electronics city', at('Electronic City')], ['electroniccity', at('Electronic City')],
  ['jp nagar', at('JP Nagar')], ['jpnagar', at('JP Nagar')], ['j.p. nagar', at('JP Nagar')], ['K.R. Puram', at('KR Puram')], ['hsr', at('HSR Layout')], ['btm layout', at('BTM Layout')], ['sarjapur', at('Sarjapur Road')],
  ['sarjapur rd', wish({ places: ['Sarjapur Road'] })], ['sarjapura road', at('Sarjapur Road')], ['bannerghatta road', at('Bannerghatta Road')], ['banerghatta road', at('Bannerghatta Road')], ['mysore road', wish({ places: ['Mysore Road'], city: null })],
  ['rr nagar', at('Rajarajeshwari Nagar')], ['rajarajeshwari nagar', at('Rajarajeshwari Nagar')], ['devanhalli', at('Devanahalli')], ['mg road', at('MG Road')], ['malleswaram', at('Malleshwaram')], ['budigere', at('Budigere Cross')],
  ['budigre cros', at('Budigere Cross')], ['jayanagar', at('Jayanagar')], ['vijayanagar', at('Vijayanagar')], ['kanakapura road villas', at('Kanakapura Road')], ['flats in Brookfield', at('Brookefield')], ['Bagalur', at('Bagalur')],
  ['near kia', wish({ places: ['Kempegowda International Airport'], radiusKm: 10 })], ['near the airport', wish({ places: ['Kempegowda International Airport'], radiusKm: 10 })], ['panathur and bellandur', at('Panathur', 'Bellandur')],
  ['whitefield, hebbal and begur', at('Whitefield', 'Hebbal', 'Begur')], ['whitefield/marathahalli', at('Whitefield', 'Marathahalli')], ['near whitefield', wish({ places: ['Whitefield'], radiusKm: 10 })], ['whitefield ke paas', wish({ places: ['Whitefield'], radiusKm: 10 })],
  ['close to Hebbal', wish({ places: ['Hebbal'], radiusKm: 10 })], ['around Yelahanka', wish({ places: ['Yelahanka'], radiusKm: 10 })], ['near Whitefield or Hebbal', wish({ places: ['Whitefield', 'Hebbal'], radiusKm: 10 })],
  ['within 3 km of hoskote', wish({ places: ['Hoskote'], radiusKm: 3 })], ['3 kms from jakkur', wish({ places: ['Jakkur'], radiusKm: 3 })], ['not far from Whitefield', wish({ places: ['Whitefield'], excludedPlaces: null, radiusKm: 10 })],
  ['in whitefield', wish({ places: ['Whitefield'], radiusKm: null })],
  // cities and zones
  ['flats in Bangalore', wish({ city: 'Bengaluru', places: null })], ['homes in blr', wish({ city: 'Bengaluru' })], ['flats in Bengaluru', wish({ city: 'Bengaluru' })], ['properties in Mumbai', wish({ city: 'Mumbai', places: null, unknownPlaces: null })],
  ['2bhk in hyderabad', wish({ city: 'Hyderabad' })], ['flats in Chennai', wish({ city: 'Chennai' })], ['villas in gurgaon', wish({ city: 'Gurugram' })], ['banglore flats', wish({ city: 'Bengaluru' })], ['house in Mysore', wish({ city: 'Mysuru', places: null })],
  ['south bangalore 2bhk', wish({ zone: 'South' })], ['2bhk in west bengaluru', wish({ zone: 'West' })], ['east side', wish({ zone: 'East' })], ['central bangalore', wish({ zone: 'Central' })], ['bangalore north', wish({ zone: 'North' })],
  ['plots in the north', wish({ zone: 'North' })], ['northern bangalore', wish({ zone: 'North' })], ['east bangalore under 1 cr', wish({ zone: 'East', maxPrice: 1e9 })], ['north east facing in whitefield', wish({ zone: null, facing: 'north_east' })],
  // unknown
  ['Properties in Paris', wish({ unknownPlaces: ['Paris'], places: null, city: null })], ['flats in Atlantis', wish({ unknownPlaces: ['Atlantis'] })], ['2bhk in gotham under 1cr', wish({ unknownPlaces: ['Gotham'], maxPrice: 1e9 })],
  ['flats near Zorbia', wish({ unknownPlaces: ['Zorbia'] })], ['villas in New York', wish({ unknownPlaces: { not: null }, places: null, city: null })], ['2bhk in Doddakannelli', wish({ unknownPlaces: ['Doddakannelli'], places: null })],
  ['flats in whitefield and dubai', wish({ places: ['Whitefield'], unknownPlaces: ['Dubai'] })], ['homes near metro', wish({ unknownPlaces: null, places: null, radiusKm: null })], ['flat near a good school', wish({ unknownPlaces: null })],
  ['near my office', wish({ unknownPlaces: null })], ['flats near hospital', wish({ unknownPlaces: null })], ['house in a gated community', wish({ unknownPlaces: null })], ['flat in good condition', wish({ unknownPlaces: null })], ['something in budget', wish({ unknownPlaces: null })],
  ['project in early stage', wish({ unknownPlaces: null })], ['homes in a quiet area', wish({ unknownPlaces: null })], ['interested in buying', wish({ unknownPlaces: null })], ['flats near tech park', wish({ unknownPlaces: null })],
  ['near railway station', wish({ unknownPlaces: null })], ['call me in the evening', wish({ unknownPlaces: null })], ['invest in real estate', wish({ unknownPlaces: null })], ['flats in the city centre', wish({ unknownPlaces: null })],
  // refused
  ['3 BHK not in Whitefield', wish({ bedrooms: [3], excludedPlaces: ['Whitefield'], places: null })], ['anywhere except Whitefield', wish({ excludedPlaces: ['Whitefield'], places: null })], ['other than Hebbal', wish({ excludedPlaces: ['Hebbal'], places: null })],
  ["I don't want Whitefield", wish({ excludedPlaces: ['Whitefield'], places: null })], ['no Whitefield please', wish({ excludedPlaces: ['Whitefield'], places: null })], ['not Whitefield, Hebbal', wish({ excludedPlaces: ['Whitefield'], places: ['Hebbal'] })],
  ['except Whitefield, Hebbal and Begur', wish({ excludedPlaces: ['Whitefield', 'Hebbal', 'Begur'], places: null })], ['whitefield nahi', wish({ excludedPlaces: ['Whitefield'], places: null })], ['whitefield mein nahi chahiye', wish({ excludedPlaces: ['Whitefield'], places: null })],
  ['neither Whitefield nor Hebbal', wish({ excludedPlaces: ['Whitefield', 'Hebbal'], places: null })], ['flats in Hebbal but not in Yelahanka', wish({ places: ['Hebbal'], excludedPlaces: ['Yelahanka'] })], ['avoid Electronic City', wish({ excludedPlaces: ['Electronic City'], places: null })],
  ['not in Whitefield or Hebbal', wish({ excludedPlaces: ['Whitefield', 'Hebbal'], places: null })], ['excluding sarjapur road', wish({ excludedPlaces: ['Sarjapur Road'], places: null })], ['not Whitefield but Hebbal', wish({ excludedPlaces: ['Whitefield'], places: ['Hebbal'] })],
  ['anything but Whitefield', wish({ excludedPlaces: ['Whitefield'], places: null })], ['Hebbal, not Whitefield', wish({ places: ['Hebbal'], excludedPlaces: ['Whitefield'] })], ['whitefield ke alawa', wish({ excludedPlaces: ['Whitefield'], places: null })], ["don't show me flats in Hebbal", wish({ excludedPlaces: ['Hebbal'], places: null })],
  ['apart from Begur', wish({ excludedPlaces: ['Begur'], places: null })], ['not only Whitefield', wish({ places: ['Whitefield'], excludedPlaces: null })], ['I live in Whitefield', wish({ places: null })], ['I want to live in Whitefield', wish({ places: ['Whitefield'] })],
  ["I'm from Delhi looking for flats in Whitefield", wish({ places: ['Whitefield'], city: null })], ['I have been to Hebbal', wish({ places: null })],
  // developers
  ['velmora projects', wish({ developer: 'Velmora', listing: null })], ['show me projects by Halverly', wish({ developer: 'Halverly' })], ['tessara 2bhk', wish({ developer: 'Tessara', bedrooms: [2] })],
  // traps
  ['any farm house', { ...search, objections: null }], ['Brookefield flats', { ...search, ...at('Brookefield') }], ['flats with farm view', wish({ places: null })], ['beautiful homes in marathahalli', at('Marathahalli')],
]
