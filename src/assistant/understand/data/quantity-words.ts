/** What one of each is worth in whole currency. */
export const moneyUnits: Record<string, number> = {
  crore: 1e7, lakh: 1e5, l: 1e5, k: 1e3, thousand: 1e3, m: 1e6, mn: 1e6, mil: 1e6, mln: 1e6, million: 1e6, millions: 1e6,
  billion: 1e9, bn: 1e9,
}

export const currencies: Record<string, string> = {
  '₹': 'INR', rs: 'INR', inr: 'INR', rupee: 'INR', rupees: 'INR', rupaye: 'INR', rupaya: 'INR', rupye: 'INR',
  $: 'USD', usd: 'USD', dollar: 'USD', dollars: 'USD', bucks: 'USD',
  '€': 'EUR', eur: 'EUR', euro: 'EUR', euros: 'EUR',
  '£': 'GBP', gbp: 'GBP', pound: 'GBP', pounds: 'GBP',
  aed: 'AED', dirham: 'AED', dirhams: 'AED', dhs: 'AED',
  '¥': 'JPY', jpy: 'JPY', yen: 'JPY', sgd: 'SGD', aud: 'AUD', cad: 'CAD', chf: 'CHF', sar: 'SAR', qar: 'QAR', kwd: 'KWD',
}

/** Currencies that their people also write with a plain "$". */
export const dollarCurrencies = new Set(['USD', 'AUD', 'CAD', 'SGD', 'NZD', 'HKD'])

/** Square feet in one of each; spellings may be several words. */
export const areaUnits: Record<string, number> = {
  sqft: 1, sft: 1, sqfts: 1, 'sq ft': 1, 'sq feet': 1, 'sq foot': 1, 'sq fts': 1, 'sq f': 1, 'square feet': 1, 'square foot': 1, 'square ft': 1, 'square feets': 1,
  'sq feets': 1, sqfeet: 1, sqfoot: 1, squarefeet: 1, ft2: 1, 'ft 2': 1, feet2: 1, 'feet sq': 1,
  sqm: 10.764, sqmt: 10.764, sqmtr: 10.764, sqmtrs: 10.764, sqmts: 10.764, sqmeter: 10.764, sqmeters: 10.764, 'sq m': 10.764, 'sq mt': 10.764, 'sq mts': 10.764, 'sq mtr': 10.764, 'sq mtrs': 10.764, 'sq meter': 10.764,
  'sq meters': 10.764, 'sq metre': 10.764, 'sq metres': 10.764, 'square meter': 10.764, 'square meters': 10.764, 'square metre': 10.764,
  'square metres': 10.764, m2: 10.764, 'm 2': 10.764,
  sqyd: 9, sqyds: 9, sqyard: 9, sqyards: 9, 'sq yd': 9, 'sq yds': 9, 'sq yard': 9, 'sq yards': 9, 'square yard': 9, 'square yards': 9, 'square yd': 9, 'square yds': 9, gaj: 9, gaz: 9,
  acre: 43560, acres: 43560, gunta: 1089, guntas: 1089, cent: 435.6, cents: 435.6,
}

export const bedroomUnits = new Set(['bhk', 'bed', 'beds', 'bedroom', 'bedrooms', 'br', 'brs', 'bedded', 'bedroomed', 'rk', 'bk'])

/** Kilometres in one of each. */
export const distanceUnits: Record<string, number> = {
  km: 1, kms: 1, kilometer: 1, kilometers: 1, kilometre: 1, kilometres: 1, mile: 1.609, miles: 1.609, meter: 0.001, meters: 0.001,
  metre: 0.001, metres: 0.001, mtr: 0.001, mtrs: 0.001, mts: 0.001,
}

/** Months in one of each; shorter spans count as their part. */
export const durationUnits: Record<string, number> = {
  year: 12, years: 12, yr: 12, yrs: 12, saal: 12, month: 1, months: 1, mahine: 1, mahina: 1, week: 0.25, weeks: 0.25, hafte: 0.25, day: 0.034, days: 0.034, din: 0.034,
}

/** Things that are counted but are none of the above: their number is nothing to search by. */
export const countedThings = new Set(
  `min mins minute minutes hr hrs hour hours sec secs second seconds floor floors storey storeys storied stories people person persons kids kid children
members adults family families option options project projects unit units flat flats apartment apartments villa villas plots home homes house houses properties property listing listings results
tower towers block blocks bath baths bathroom bathrooms toilet toilets balcony balconies car cars parking parkings percent pct
am pm baje oclock st nd rd th star stars times time friends dogs dog cats things questions question choices phase stage sector lane lanes ft feet foot acres% lifts phases visits calls emis installments points
rooms room kitchen kitchens`.split(/\s+/),
)

export type Bound = 'max' | 'min' | 'about'

/** Words before an amount that say how it binds; the nearest to the number counts. */
export const before: Record<Bound, string[]> = {
  max: [
    'under', 'below', 'less than', 'lesser than', 'lower than', 'cheaper than', 'within', 'up to', 'till', 'until', 'max', 'maximum', 'at most', 'at the most', 'at max', 'not more than',
    'no more than', 'not above', 'not over', 'not exceeding', 'not exceed', 'not beyond', 'not cross', 'not crossing', 'no higher than', 'not higher than', 'not greater than', 'budget', 'budgets', 'inside', '<', '< =', 'upper limit', 'limit', 'capped at', 'cap', 'afford', 'can spend', 'spend up to', 'ceiling', 'andar', 'not going above', 'not go above', 'not go over', 'not go beyond', 'smaller than', 'range up to',
  ],
  min: [
    'above', 'over', 'more than', 'greater than', 'higher than', 'bigger than', 'larger than', 'at least', 'at the least', 'min', 'minimum', 'starting', 'starting from', 'starting at', 'starts from', 'starts at', 'start from', 'upwards of', 'upward of', 'not less than',
    'no less than', 'not below', 'not under', 'no lower than', 'not lower than', 'exceeding', 'beyond', 'from', '>', '> =', 'not smaller than', 'minimum of', 'upper than',
  ],
  about: ['around', 'about', 'approx', 'approximately', 'approximate', 'roughly', 'nearly', 'almost', 'close to', '~', 'somewhere around', 'circa', 'lagbhag', 'karib', 'kareeb', 'near', 'around about', 'ballpark', 'some'],
}

export const after: Record<Bound, string[]> = {
  max: [
    'max', 'maximum', 'tak', 'se kam', 'ke andar', 'ke under', 'ke niche', 'ke neeche', 'mein', 'or less', 'or below', 'or under', 'or lower', 'and below', 'and under', 'and less', 'at most', 'at the most', 'at max', 'budget', 'ka budget', 'ke budget',
    'budget hai', 'tops', 'ya kam', 'andar', 'limit', 'is my budget', 'is the budget', 'is my limit', 'is my max', 'is my maximum', 'is our budget', 'only', 'ke budget mein', 'hai budget', 'upper limit', 'is the max', 'is max', 'se neeche', 'se niche', 'is all i have', 'is what i have', 'is what i can spend', 'and lower',
  ],
  min: [
    'min', 'minimum', 'se zyada', 'se jyada', 'se upar', 'or more', 'or above', 'or higher', 'or over', 'or up', 'and above', 'and up', 'and more', 'and over', 'and higher', 'plus', '+', 'onwards', 'onward', 'at least', 'ke upar', 'upwards', 'se adhik', 'or bigger', 'or larger', 'ya zyada', 'and upwards', 'and bigger',
  ],
  about: ['approx', 'approximately', 'or so', 'ish', 'ke aas paas', 'ke aaspaas', 'ke karib', 'ke kareeb', 'roughly', 'or thereabouts', 'give or take', 'aas paas', 'ke around', 'around', 'more or less', 'ke lagbhag'],
}

/** Words that may stand between a comparing word and its number. */
export const fillers = new Set([
  'of', 'is', 'the', 'a', 'an', 'be', 'was', ':', '=', 'my', 'our', 'would', 'should', 'will', 'can', 'rs', 'hai', 'ka', 'price', 'cost', 'only', 'just', 'say', 'like', 'for', 'total', 'about', 'to', 'say', 'it', 'area', 'size',
])

/** A number next to one of these is a rate or another sum, not the price of a home. */
export const otherSums = new Set([
  'emi', 'emis', 'loan', 'downpayment', 'salary', 'income', 'rent', 'rental', 'deposit', 'advance', 'token', 'interest', 'maintenance', 'earn', 'earning', 'discount', 'saving', 'savings', 'save', 'extra', 'booking',
])
