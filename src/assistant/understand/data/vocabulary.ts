/** Words that the rules look for beyond the terms of homes: misspellings of these are mended. */
export const vocabulary: readonly string[] = `
crore lakh thousand million budget price prices pricing cost rate under below above within between around about maximum
minimum approx approximately less more least most
bedroom bedrooms square feet foot meter meters metre metres yards sqft sqmt kilometer kilometers kilometre kilometres minutes
possession handover completion delivery ready registration registered rera amenities amenity facilities features
location located address brochure configuration configurations carpet connectivity distance
contact number floor details nearby nearest available availability compare comparison difference better
visit schedule appointment meeting callback executive representative manager
tomorrow morning afternoon evening tonight weekend monday tuesday wednesday thursday friday saturday sunday
january february september october november december
expensive costly afford affordable overpriced
frustrated annoyed irritated ridiculous terrible worst useless pathetic waste horrible awful
excited perfect amazing awesome excellent fantastic wonderful interested worried concerned doubt doubts uncertain
north south east west central facing
bengaluru bangalore
apartment villa property properties project projects investment invest appreciation
chahiye dikhao batao kitna kahan subah shaam dopahar andar zyada
looking show find search thanks hello please second third first anything another options
hospital hospitals school schools metro station
`
  .trim()
  .split(/\s+/)
