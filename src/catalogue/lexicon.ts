/**
 * The words of the catalogue: places, cities and the names of the sample. Pure data and functions of it, no store and
 * no library, so that understanding a message costs no more than reading these lists.
 */
export { type City, cities, cityNamed, HOME_CITY, type Place, placeNamed, places, spellingKey } from './gazetteer.ts'
export { type SampleName, sampleDevelopers, sampleNames } from './sample-names.ts'
