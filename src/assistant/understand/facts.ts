import type { FactKey } from './schema.ts'

const patterns: [FactKey, RegExp][] = [
  [
    'price',
    /\b(price|prices|pricing|cost|costs|costing|rate|rates|quote|quotation|keemat|kimat|daam|bhav|kitne (ka|ki|ke|mein)|kitna (hai|ka|padega|lagega|hoga|rupees|paisa)|how much(?! (time|far|longer|distance|area|space|is the (distance|area)))|payment plans?|price list|cost sheet|discounts?|negotiable|offers?(?! me| you))\b/,
  ],
  [
    'amenities',
    /\b(amenities|amenity|facilities|facility|features|feature|suvidha|suvidhayen|suvidhaye|specifications?|specs)\b/,
  ],
  [
    'possession',
    /\b(possession|handover|hand over|completion|delivery|move in date|ready date|when (will|is|can|would|does|do) .{0,30}?(xready|ready|complete[d]?|finish(ed)?|done|delivered|move in|get (the )?keys|built)|kab (tak )?(milega|ready|xready|hoga|banega|taiyar)|construction status|(?<!\b(?:rera|registration|approvals?|legal|loan|khata|oc) )status of|what stage)\b|when .{0,30}xready|xready kab/,
  ],
  [
    'location',
    /\b(where (is|are|exactly|located|s)|located|(?<!\b(?:my|our|stick to my|another|other|any|different|good|better|alternate|alternative|best|prime|which|what|new|nearby|this|the|suggest|change|nice|great|the same) )locations?(?! (is|does|no|wise|preference))|(what is|share|send|exact|give me|show me|tell me|the) (the )?location|address|kahan|kidhar|map|directions|landmarks?|pin ?code|which (area|locality|place|part)|how (do|can) (i|we) (reach|get (to|there)))\b/,
  ],
  [
    'registration',
    /\b(rera|registration|registered|approved|approval|approvals|legal|bbmp|bda|khata|oc|occupancy certificate|clear title|title)\b/,
  ],
  [
    'carpet_area',
    /\b(carpet|built up|buildup|builtup|super built|saleable|sizes?|how (big|large|spacious)|area of|area (kitna|hai)|sq ft|sqft|square (feet|foot)|dimensions?|uds|floor area|plot area|total area|land area|what is the area|the area (in|is)|kitna bada)\b/,
  ],
  [
    'contact',
    /\b(contact (number|no|details?|info|information|person|us|you)|phone (number|no)|mobile (number|no)|sales (office|team|person|desk)|number of the|whom? (to|should i|do i|can i|should we) (contact|call|speak|talk)|how (can|do) (i|we) (contact|reach (you|them|the))|helpline|(your|email|mail) (email )?(id|number|email)|contact (of|for|chahiye|do|please)|contacts?$|call you|can i call)\b/,
  ],
  ['brochure', /\b(brochures?|pdf|catalogues?|catalogs?|download|leaflet|pamphlet|prospectus|flyer)\b/],
  [
    'configuration',
    /\b(configurations?|config|configs|floor ?plans?|layout plan|master plan|unit (types?|mix|plans?|options|sizes?)|how many (units|xbhk|bedrooms?|floors?|towers?|flats|homes|xkind|blocks)|(what|which) (bhk|bedroom|xbhk|xkind|unit|sizes?) ?(s|types?|options?|units?|are|is|available|do)?|bhk (options|types?|available)|typology|variants|units available|is xbhk available|xbhk available|availability|kitne bhk|bhk)\b|xbhk (available|hai kya|milega)|(is|are|have|has) xbhk/,
  ],
  [
    'connectivity',
    /\b((is|are) (it|this|that|they|xlisting) (very |too |really |quite )?(far|close|near)\b|how far|how close|how near|how many (minutes|mins|hours|km|kms|kilomet\w+|miles)|distance|connectivity|connected|commute|nearest|travel time|drive time|kitna door|kitni door|kitna dur|how (long|much time) (does it|to|will it|would it) .{0,20}(reach|get|drive|travel)|transport|(schools?|hospitals?|malls?|metro|metro station|railway station|bus stop|bus stand|college|colleges|restaurants?|supermarkets?|temples?|churches|mosque|it parks?|tech parks?|office|offices|airport|shopping|markets?|station|xamenity|xplace) (is |are )?(\w+ )?(near|nearby|around|close|near by|close by|paas|nearest|next|in the vicinity)|(near|nearby|nearest|closest|around|close) (to )?(the |any |good |by |some )*(schools?|hospitals?|malls?|metro|railway|bus|college|colleges|restaurants?|supermarkets?|temples?|it parks?|tech parks?|offices?|shopping|airport)|what is (near|nearby|around)|schools|hospitals|school|hospital|metro|neighbourhood|neighborhood|surroundings)\b/,
  ],
]

/**
 * What is asked for, in spoken order. `text` is a message in plain form; `of` tells whether it is about something known,
 * of which status and amenities can be asked ("is it ready", "does Avalon have a pool").
 */
export function factsIn(text: string, of: boolean): { key: FactKey; at: number }[] {
  const found: { key: FactKey; at: number }[] = []
  for (const [key, pattern] of patterns) {
    const hit = pattern.exec(text)
    if (hit) found.push({ key, at: hit.index })
  }
  if (of) {
    const status =
      /\b(?:is|are|kya|will|has|was)\b.{0,40}x(?:ready|uc|upcoming)|xlisting (?:kya )?x(?:ready|uc|upcoming)|^xready$|\bis (?:it|this|that|xlisting) (?:complete|completed|done|finished|built)/.exec(
        text,
      )
    const amenity =
      /\b(?:does|do|has|have|is there|are there|is|kya|any|with|and|there)\b.{0,40}xamenity|xamenity (?:hai|available|there|included|milega)/.exec(
        text,
      )
    if (status && !found.some(({ key }) => key === 'possession')) found.push({ key: 'possession', at: status.index })
    else if (amenity && found.length === 0) found.push({ key: 'amenities', at: amenity.index })
  }
  found.sort((a, b) => a.at - b.at)
  const keys = new Set(found.map(({ key }) => key))
  return found.filter(({ key }) => {
    // "registration number", "phone number" and "carpet area rate" name one thing
    if (
      key === 'location' &&
      keys.has('connectivity') &&
      /how far|distance/.test(text) &&
      !/\b(where|address|located|location of)\b/.test(text)
    )
      return false
    // "carpet area above 1000 sqft" is a wish, not a question
    if (key === 'carpet_area' && /xarea/.test(text)) return of && /xlisting|\b(is|does|it)\b/.test(text)
    // "what's nearby" of nothing in particular asks for homes
    if (key === 'connectivity' && !of && /^(and |so )?what is (near|nearby|around)( here| there)?$/.test(text))
      return false
    if (key === 'price' && /\binterest rate/.test(text)) return false
    if (key === 'carpet_area' && keys.has('configuration') && /unit (sizes?|options)/.test(text)) return false
    // "possession by 2028" is a wish, not a question
    if (key === 'possession' && /xperiod/.test(text)) return of && /xlisting|\b(is|will|does|it)\b/.test(text)
    return true
  })
}
