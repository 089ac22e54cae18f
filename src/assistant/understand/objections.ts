import type { Objection } from './schema.ts'
import type { Clause } from './sentence.ts'

const very =
  '(?:too|so|very|really|quite|way too|bit|a bit|extremely|pretty|rather|super|bahut|kaafi|kafi|zyada|thoda|way|little|slightly|far too|much too)'
const dear =
  '(?:expensive|costly|pricey|pricy|overpriced|unaffordable|mehnga|mehenga|mahanga|mehngi|mehenge|mehnge|mehanga)'
const spot = '(?:location|locations|area|areas|locality|place|places|neighbourhood|neighborhood|side|xplace|xzone)'

/** Said with a negation these complain of nothing ("not too far", "mehnga nahi hai"), so they are taken out first. */
const cancelled = new RegExp(
  `\\b(?:not|never|nahi|no longer|hardly|without being|neither) (?:at all |really |that |too |so |very |much |a bit |as |be |being |necessarily |even |all that |terribly )*(?:far(?: away| off| from)?|${dear}|risky|late|remote|high|steep|crowded|noisy)\\b|\\b(?:far|door|${dear}|risky|late|high) (?:bilkul )?(?:nahi|not)\\b|\\bso far so good\\b|\\bfar (?:better|more|less|cheaper)\\b`,
  'g',
)

const budget = [
  new RegExp(
    `(?<!(?:show|find|list|see|want|need|most|less|least|any|some) (?:me )?(?:the )?(?:most |more |less )?)\\b${dear}\\b(?! (?:areas?|flats?|villas?|homes?|houses?|projects?|ones|localit))`,
  ),
  /\b(over|out of|above|beyond|exceeds?|exceed|exceeding|crosses|crossing|outside|more than|higher than|past|stretches|stretching|breaks?|way over) (of )?(my|our|the) (\w+ )?budget\b/,
  /\b(over|out of|beyond|above|exceeds|exceeding|outside) budget\b/,
  /\bnot (be )?(in|within|under|fit|fitting|inside|match|meet|suit) (in |into |within |for )?(my|our|the|budget)( \w+)? ?budget\b|\bnot (in|within) budget\b/,
  /\bbudget (se|ke) (bahar|zyada|upar|jyada)\b|\bbudget (nahi|kam|itna nahi)\b|\bitna (budget|paisa|paise) nahi\b|\b(paise|paisa) (nahi|kam)\b/,
  /\b(can not|could not|unable to|not able to|hardly|barely|can hardly|will not be able to|never be able to|can never) (\w+ )?(afford|pay|spend)\b(?! (more than|above|over|beyond) xmoney)/,
  /\bnot affordable\b|\bbroke\b(?! (down|up|ground|into))|\bno money\b|\bnot have (that|so|this|enough|such|the) (kind of |much |type of |a |big )*(money|budget|funds|cash)\b/,
  /\bbudget is (just |really |a bit |quite |very |too |pretty )*(tight|low|limited|less|small)\b|\btight budget\b|\blow on budget\b/,
  new RegExp(
    `\\b(?:price|prices|pricing|cost|costs|rate|rates|quote|amount|they|it|this|that|these|those) (?:is |are |seems? |looks? |sounds? |feels? )?(?:just |really |a bit |a little |slightly |way |far |much )*(?:${very} )?(?:too high|high|too much|steep|on the higher side|on the high side|exorbitant)\\b`,
  ),
  /\b(price|prices|pricing|cost|costs|rate|rates|quote) (here |there )?(is |are )(\w+ )?(insane|crazy|ridiculous|unreasonable|unrealistic|outrageous)\b/,
  /\b(is|costs?|are) (way |much |far |a lot |lot )*(more|higher) than (what )?(i|we) (had )?(expected|thought|planned|budgeted|imagined)\b/,
  /\b(more than|beyond|above) (what )?(i|we) can (afford|pay|spend|manage)\b|\bcan not (buy|take|do|manage) (it |this |that |anything )?(at|for) (this|that|such a?) (price|rate|cost)\b|\bshort of (funds|money|cash)\b/,
  /\b(my|our) budget is (\w+ )?(lower|less|smaller|below) (than )?(this|that|it|these)\b|\bcan not (stretch|go|pay|spend) (that|this|so|as) (much|far|high)\b/,
  /\b(costs?|costing|asking|charging|pay|paying) (way |far )?(too|so) much\b|\b(too much|a lot of|so much) money\b|\btoo high\b|\btoo much for (me|us)\b|\btoo (steep|rich) for\b/,
  /\bprice (bahut |kaafi |kafi |thoda )?(zyada|jyada)\b|\b(bahut|kaafi|kafi) (zyada|jyada) (price|hai)\b/,
]

const location = [
  /\b(too|very|really|quite|bit|way|pretty|bahut|kaafi|kafi|way too|rather|little|extremely) (far|door)\b(?! (better|more|less|cheaper|too))/,
  /\bso far (away|off|from|out)\b|\bfar (away|off|out)\b|\b(is|are|it|thats|its|location|xplace|xlisting|hai) far\b(?! (better|more|less|too|cheaper))|\bfar for (me|us|my|our)\b|\bfar from (everything|everywhere|my|our|the city|work|office|city|civilisation|civilization|where|xplace|xcity)\b/,
  /\bnot (want|like|wish|prefer) to (live|stay|move|go|travel|drive|commute) (that|this|so|too) far\b/,
  /\b(bahut|kaafi|zyada|kitna) door\b|\bdoor (hai|padega|pad)\b/,
  new RegExp(
    `\\b(?:not|never) (?:really |quite |much |particularly )?(?:like|love|want|prefer|enjoy|fan of|happy with|keen on|comfortable with|convinced by|convinced about|fond of) (?:to (?:live|move|stay|buy|go|shift|settle)(?: in| into| to| on)? |living in )?(?:a |this |that |the |your |these )${spot}\\b`,
  ),
  new RegExp(
    `\\bnot (?:a |an |the |very |so |really |that )*(?:good|great|nice|safe|ideal|right|suitable|convenient|best|preferred) ${spot}\\b`,
  ),
  new RegExp(
    `\\b${spot} (?:is |are |seems? |looks? |feels? )?(?:just |really |a bit |a little |very |too |so |quite |pretty )*(?:bad|poor|terrible|horrible|remote|unsafe|isolated|inconvenient|crowded|congested|noisy|wrong|awful|dirty|shady|not (?:very |so |that |really )?(?:good|great|nice|safe|ideal|suitable|convenient|right|for me|for us|working|ok|okay|preferred))\\b`,
  ),
  /\b(?:location|area|locality|place) (?:does|do|will|would) not (?:really )?(?:work|suit|fit)\b|\b(?:location|area|jagah) (?:pasand )?(?:nahi|not) (?:pasand|acch|acha|accha|sahi|theek)/,
  /\b(takes?|taking) (too|so|very|really) (long|much time) to (reach|get|travel|commute|drive|go)\b/,
  /\b(too|very|so|quite|really) (remote|isolated|crowded|congested|noisy)\b|\bmiddle of nowhere\b|\bwrong (location|area|side|locality)\b|\bhate (this|that|the) (location|area|locality|place)\b|\boutskirts\b/,
  /\b(bad|poor|terrible|no|pathetic|worst|horrible) (connectivity|location|locality)\b|\bconnectivity is (\w+ )?(bad|poor|terrible|horrible|pathetic)\b/,
  /\b(too much|terrible|bad|heavy|worst|horrible|crazy|insane) traffic\b|\btraffic (there )?is (\w+ )?(bad|terrible|horrible|heavy|crazy|worst|insane|pathetic)\b|\b(long|terrible|horrible) commute\b|\bcommute (is|would be|will be) (\w+ )?(long|bad|terrible|far|horrible)\b|\bdistance is (\w+ )?(much|long|far|more)\b/,
]

const possession = [
  /\b(can not|could not|will not|not want to|not willing to|not going to|unable to|not able to|not ready to|no time to|not have time to|not have the time to|hate to|can hardly|would not|not like to|never) (wait|hold on|keep waiting)\b(?! to (see|visit|move|buy|view|check|meet|start|book|live|get))/,
  /\b(possession|handover|delivery|completion|move in)( date)? (is |are |seems |looks )*(just |way |much |far |a bit |quite |too |so |very |really )*(late|far|far away|far off|delayed|long|distant)\b/,
  /xperiod (is |seems |would be |sounds |looks )?(just |way |much |far |a bit |quite )*(too |so |very |really )(late|far|far away|far off|long|distant)\b/,
  /\b(too|very|so|way too|quite) (late|long a wait|long to wait|much (of a )?wait|delayed)\b(?! (tonight|today|for a call|to call|in the (day|evening)))|\blong wait\b|\bwait (is |time is )?(\w+ )?too long\b|\btoo long (a |to )?wait\b|\b(that|it|this|which|years?|months?) is (way |far |just )?too long\b/,
  /\b(need|want) (it|this|something|one|possession|a home|a house|a flat) (much )?(sooner|earlier|right away now)\b|\b(possession|delivery) (bahut |kaafi )?(late|der)\b|\bitna (wait|intezaar|intezar) nahi\b|\b(wait|intezaar|intezar) nahi\b/,
  /\btoo far (away )?in the future\b|\bpossession (is )?(\w+ )?too far\b/,
]

const remoteInTime = /\b(possession|handover|delivery|completion|xperiod)( \w+){0,4} far\b.*/g

const risky =
  '(?:xuc|xupcoming|construction|builders?|developers?|projects?|delays?|delayed|stuck|stalled|on time|getting completed)'
const construction = [
  /\b(xuc|xupcoming) (\w+ )?(is|are|feels?|seems?|looks?) not (very |so |that |really )*(safe|reliable|trustworthy|secure)\b/,
  new RegExp(
    `\\b(?:not|never|hard to|difficult to|nahi) (?:really |fully |quite |want to |completely )?(?:trust|believe|believe in|rely on|comfortable|confident|comfortable with|feel safe|feel comfortable|convinced|risk|bharosa)\\b.{0,40}${risky}`,
  ),
  new RegExp(
    `${risky} (?:xkind |projects? |property |properties |homes? |flats? |ones )*(?:is |are |seems? |feels? |looks? |sounds? )+(?:just |all )?(?:a |too |very |so |quite |really |bit |pretty )*(?:big |huge )?(?:risky|unsafe|dangerous|risk|gamble|scary|uncertain|delayed)`,
  ),
  /\b(too|very|so|quite|bit|really) (risky|much risk|much of a risk)\b|\b(it|that|this|xuc) (is |seems |feels |looks |sounds )?risky\b|\brisk hai\b|\bnot want (to take )?(a |the |any |that )?risk\b|\brisk of (delay|delays|cancellation|xuc)\b/,
  /\b(?:worried|afraid|scared|fear|nervous|anxious|concerned|doubt|doubts|skeptical|sceptical|hesitant|unsure|uncertain|uncomfortable|not sure|apprehensive|wary|worry|distrust|mistrust|darr?)\b.{0,50}(?:xuc|construction|delays?|delayed|builders?|developer|stuck|stalled|getting completed|on time)/,
  /\b(projects?|builders?|developers?|construction|they|these|xuc)\b( \w+)? (always|often|usually|keep|keeps|never|will|might|may|can|could|get|gets|tend to|end up)\b.{0,25}\b(delay|delays|delayed|stuck|stall|stalled|cheat|cheats|run away|abandon|abandoned|deliver late|deliver on time|on time|finish on time|complete on time)\b/,
  /\b(builders?|developers?) (just |all |only |often )?(cheat|cheats|lie|lies|run away|vanish)\b/,
  /\b(builders?|developers?) (pe|par) (bharosa|trust|yakeen) nahi\b|\b(bharosa|trust|yakeen) nahi\b.{0,20}(builder|xuc|construction)|(xuc|builder).{0,20}\b(bharosa|trust|yakeen|vishwas) nahi\b/,
]

const kinds: [Objection, RegExp[]][] = [
  ['budget', budget],
  ['location', location],
  ['possession', possession],
  ['construction_risk', construction],
]

/** Complaints and refusals in spoken order. A question, a condition, a negation or a filter is none. */
export function readObjections(clauses: Clause[]): { objections: Objection[]; complained: Set<number> } {
  const found: { objection: Objection; at: number }[] = []
  const complained = new Set<number>()
  clauses.forEach((clause, index) => {
    if (clause.question || /^(and |but |so )?(if|unless|agar|in case|whether)\b/.test(clause.text)) return
    const text = clause.text.replace(cancelled, ' ')
    const late = possession.some(pattern => pattern.test(text))
    for (const [objection, patterns] of kinds) {
      // "possession is too far" speaks of time
      const said = objection === 'location' && late ? text.replace(remoteInTime, hit => ' '.repeat(hit.length)) : text
      let at = Number.POSITIVE_INFINITY
      for (const pattern of patterns) {
        const hit = pattern.exec(said)
        if (hit && hit.index < at) at = hit.index
      }
      if (at === Number.POSITIVE_INFINITY) continue
      found.push({ objection, at: index * 10_000 + at })
      complained.add(clause.number)
    }
  })
  found.sort((a, b) => a.at - b.at)
  return { objections: [...new Set(found.map(({ objection }) => objection))], complained }
}
