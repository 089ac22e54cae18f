import { straight } from '../plain.ts'
import { FIGURES } from './figures.ts'
import { LANGUAGES } from './languages.ts'
import { canonical, unmasked } from './spelling.ts'

/** Words between the parts of a rule; bounded, so that each rule reads a text in linear time. */
const some = (most: number) => `(?:[a-z0-9]+ ){0,${most}}?`
const PLACE =
  '(?! ?(?:in|with|at|on|off|by|near|for|under|outside|there|from|through|up|out|the|a|my|here|abroad|alone|far|next|together|apart|hand|pay|early|before|tired|so|to|of) )(?! of )'
const WANT = `(?:want|wanting|wanted|wish|hope|hoping|long|longing|ready|going|planning|plan|planned|intend|decided|deserve|like|love|rather|prefer|desire|pray|beg|need|tempted|urge|better)`
const DYING = `(?:die|dying|be dead|am dead|was dead|were dead|not be alive|not exist|not existing|not live|not be here|stop existing(?! (?:on|in|for|as) )|stop living|stop breathing|cease to exist|never wake up|not wake up|vanish from (?:this|the) (?:world|earth)|leave (?:this|the) (?:world|earth|planet|life)|disappear (?:forever|for good|from this)|be gone (?:forever|for good)|unalive|suicide)(?! (?:of|from|laughing|happy|rich|trying|knowing|with (?:a|my|no|the) |at (?:the|a|my|ninety)|without|on \\w+days?|for (?:the|a|my|work)|in (?:this|the|my) (?:cubicle|office|job|role)|on (?:this|that) hill|inside|casts?|maker|at (?:five|six|seven|\\d)))`
const LIVING = `(?:live|living|alive|exist|existing|be here|being here|be around(?= ?(?:$|,|anymore|much|for much|next))|wake up|see tomorrow|life|keep living|go on living|be on this (?:planet|earth)|on this (?:planet|earth))`
const PILLS =
  '(?:pills?|tablets?|meds|medication|medicines?|paracetamol|tylenol|ibuprofen|aspirin|xanax|insulin|sleeping pills|painkillers?|antidepressants?)'
const MEANS = `(?:${PILLS}|rope|noose|gun|pistol|razor|blades?|knife|knives|helium|poison)`
const DEADLY =
  '(?:bridge|roof|rooftop|building|train|trains|truck|lorry|bus|traffic|balcony|cliff|window|tracks|tree|wall|river|subway|metro|platform)'
const END_ME = `(?:(?:kill|kills|killing|killed|hang|hanging|drown|drowning|shoot|shooting|stab|stabbing|poison|poisoning|strangle|murder|murdering|electrocute|unalive|unaliving|delete|offing|to off|just off|should off|might off) myself(?! (?:out|with (?:work|these|this|the|all|\\d|eighteen)|laughing|working|over|trying|studying|finishing|for|at (?:work|the))))|(?:end|ending|ended|take|taking|took|taken|finish|finishing) (?:all )?my (?:own )?life(?! (?:back|in|into|to|seriously|by|on|from|off|together|as))`
const NOT_WORK =
  '(?:office|company|job|team|desk|city|firm|work|role|meeting|boss|department|town|country|building|shift|industry|sector)'

type Rule = { is: RegExp; not?: RegExp; needs?: RegExp }

const rule = (is: string, more: { not?: string; needs?: string } = {}): Rule => ({
  is: new RegExp(`\\b(?:${is})`, 'g'),
  ...(more.not && { not: new RegExp(`\\b${more.not}`) }),
  ...(more.needs && { needs: new RegExp(`\\b${more.needs}`) }),
})

/** Each rule is a wish, a lack or a means, joined to the act or to living. */
const RULES: Rule[] = [
  rule(`${END_ME}`),
  rule(`unaliv(?:e|ing)\\b`, { not: '(?:himself|herself|themselves|character)' }),
  rule(`kms\\b`, {
    not: '(?:aws|server|keys?|service|azure|office|windows|encrypt\\w*|cloud|run|ran|walk\\w*|drive|away|per|\\d+ kms)',
  }),
  rule(`(?:${WANT}|will|ready) ${some(2)}ctb\\b`),
  rule(`catch(?:ing)? the bus\\b`, {
    needs: '(?:stuff|note|goodbye|peace|finally|sn|rope|pain|forever|for good|everything ready)',
  }),
  rule(`${WANT} (?:to )?${some(2)}${DYING}`),
  rule(
    `(?:think|thinking|thought|thoughts|fantasi[sz]\\w+|dream|dreaming|obsessed|obsessing|imagin\\w+|consider\\w*|contemplat\\w+) ${some(1)}(?:about|of|with)? ?${some(1)}(?:dying|death|being dead|my (?:own )?death|not existing|ending (?:it|it all|things)(?= ?(?:$|,|all|tonight|for))|suicide)\\b`,
    {
      not: '(?:taxes|hospice|patients?|palliative|novel|film|movie|philosoph\\w*|prevention|thesis|insurance)',
    },
  ),
  // Wishes whose subject does it to one
  rule(
    `(?:wish|wishing|hope|hoping|pray|praying|beg) ${some(3)}i ${some(3)}(?:dead|die|died|not ${some(1)}wake up|never wake up|never been born|not been born|not exist\\w*|be dead|(?:get|got|was|were) (?:hit by a|run over|shot)|not survive|not make it through the|had cancer|vanish|be gone|was gone|were gone)(?! (?:at|early|before|for|so|from|by) )`,
  ),
  rule(
    `(?:wish|hope|hoping|pray|want) ${some(2)}(?:car|bus|train|truck|lorry|cancer|heart attack|plane|lightning|earthquake|illness|disease|death|god|someone|somebody) ${some(3)}(?:hit|hits|take|takes|kill|kills|run over|finish|end|shoot) me\\b`,
  ),
  rule(
    `(?:go to sleep|fall asleep|sleep) ${some(2)}(?:and )?${some(2)}(?:not|never) wake up\\b(?! (?:at|early|before|for|so|by) )`,
  ),
  rule(`easier ${some(2)}(?:not to|to not|to never) (?:wake up|be here|exist|live|be alive)\\b`),
  // Not wanting, not caring, no reason
  rule(
    `(?:not|never|no longer) ${some(2)}(?:want|wish|care|desire|plan|intend|expect|think i (?:will|would|can)|deserve|see myself|going|supposed) ${some(3)}${LIVING}\\b${PLACE}`,
    {
      not: `${NOT_WORK}`,
    },
  ),
  rule(
    `(?:not|never|no longer) ${some(1)}(?:want|wish|deserve) to (?:live|be alive|exist)(?: anymore)?(?: ?$| ,| like this| and)`,
  ),
  rule(
    `(?:no|not ${some(3)}(?:a|any|the)?|what is the|lost (?:the|my|all|any)|without(?: any)?|find (?:a|any)) ?(?:reason|reasons|point|will|desire|purpose|sense|strength) ${some(2)}(?:to|in|of|for) ${some(2)}(?:live|living|life|alive|exist|existing|keep going anymore)\\b${PLACE}`,
  ),
  rule(`nothing ${some(1)}to live for\\b`),
  rule(`not ${some(2)}worth (?:living|being alive)\\b`),
  rule(`(?:why|how come) (?:am i|i am|do i) ${some(2)}(?:alive|breathing|exist|living)\\b${PLACE}`),
  rule(
    `(?:should|deserve to|supposed to) ${some(1)}(?:be dead|not be alive|have died(?! (?:my|laughing|of|from))|not exist|not have been born)\\b`,
    { not: 'should be dead tired' },
  ),
  rule(`should (?:not|never) ${some(1)}(?:be alive|exist|have been born|have survived)\\b`),
  rule(
    `(?:tired|sick|done|exhausted|weary|had enough) (?:of|with) (?:my |this )?(?:life|living|being alive|existing|existence)\\b${PLACE}`,
  ),
  rule(
    `can not ${some(1)}(?:do|take|stand|bear|handle|face|go on) ${some(1)}(?:life|living|existing|being alive)\\b${PLACE}`,
  ),
  rule(
    `(?:want|need) ${some(2)}(?:it|everything|all|pain|this) ${some(1)}(?:to end|to stop|over) ${some(1)}(?:forever|for good|permanently)`,
  ),
  rule(`(?:end|ending) it all\\b(?! (?:with|by|at))`),
  rule(`(?:end|ending) (?:it|things|everything) (?:tonight|today|for good|forever|permanently)`, {
    not: '(?:contract|relationship|lease|boyfriend|girlfriend|subscription)',
  }),
  // Suicide as a word of one's own
  rule(`(?:suicide|suicidal)\\b`, {
    needs:
      '(?:thinking|think|thought|thoughts|considering|consider|considered|contemplat\\w+|plan|planning|planned|attempt|attempted|commit\\w*|feel|feeling|felt|on my mind|cross\\w* my mind|dream\\w*|urges?|close to|option|options|way out|only|tempted|i am|am i|been|try|tried|ideation|go for|googl\\w*|answer|escape|end|note)',
    not: '(?:prevention|hotline|helpline|squad|thesis|research\\w*|rates?|survivors?|volunteer\\w*|work with|worked with|working with|work for|train\\w*|workshop|clauses?|book|novel|film|movie|song|band|play|quote|camus|read|awareness|statistics|counsell?or|nurse|psycholog\\w*|career|professional|political|commercial|social|lost|fathers?|mothers?|brothers?|sisters?|friends?|cousins?|colleagues?|clients?|patients?|student\\w*|teenagers?|saw|witness\\w*|wrote about|prevent\\w*|people|risk)',
  }),
  rule(`survived (?:an?|my|the) ${some(1)}attempt\\b`, { not: 'assassination' }),
  // Means and methods
  rule(
    `(?:easiest|painless|quickest|fastest|peaceful|least painful|simplest|best) (?:ways?|methods?) (?:to|of) ${some(1)}(?:die|dying|kill|end (?:it$|it all|my life|myself)|go in|death|suicide)`,
  ),
  rule(`(?:how|what) ${some(6)}(?:to die|to kill me|lethal|fatal dose|kill myself|end my life|to overdose)\\b`, {
    not: '(?:hospice|patients?)',
  }),
  rule(
    `enough ${some(3)}${MEANS} ${some(1)}(?:to (?:end|die|kill|do it|overdose|go|finish|never)|now|tonight|for good|finally)`,
  ),
  rule(`(?:saving|saved|stockpil\\w+|hoard\\w+|collecting|collected) ${some(3)}${MEANS}`, {
    not: '(?:pharmac\\w*|patients?|clinic|hospital|climb\\w*)',
  }),
  rule(
    `${MEANS} ${some(4)}(?:ready|in front of me|next to (?:me|my bed)|in my hand|on the table|on myself|waiting)\\b`,
    { not: '(?:pharmac\\w*|patients?|clinic|climb\\w*|chef|kitchen|cook\\w*)' },
  ),
  rule(`(?:looking|staring) at ${some(2)}(?:pills|them|rope|knife|gun)\\b`, { needs: `${MEANS}`, not: 'pharmac' }),
  rule(`(?:bought|got|have|tied|tying|found) (?:a|the|my) (?:rope|noose|razor|gun)\\b`, {
    needs: '(?:beam|tonight|myself|ready|note|goodbye|tree|ceiling|end|finally|noose|know where)',
  }),
  rule(
    `(?:took|taken|take|taking|swallow|swallowed|swallowing|down|downed) ${some(4)}(?:bottle|all|whole|too many|handful|bunch|lots?|every|loads|dozens|entire|\\d\\d+) ${some(4)}${PILLS}`,
    { not: '(?:pharmac\\w*|patients?)' },
  ),
  rule(
    `(?:i|to|will|might|could|just|i have) (?:have )?(?:just |nearly |almost )?(?:overdose|overdosed|od)\\b(?! (?:of|on (?:coffee|caffeine|sugar|meetings|news|information|chocolate|work|tv|netflix|courses)))`,
    {
      not: '(?:prevention|prevent|training|teach|respond|patients?|people who)',
    },
  ),
  rule(
    `(?:jump|jumping|jumped|throw myself|throwing myself|step|stepping|stepped|drive|driving|crash|crashing|walk|walking|swerve|swerving) ${some(3)}(?:off|from|in front of|into|under|out of) ${some(2)}${DEADLY}\\b(?! (?:industry|station|company|sector|business))`,
    {
      needs:
        '(?:want|think|thinking|thought|imagin\\w+|pictur\\w+|urge|going|tempted|might|could|feel|ready|plan|planning|about|keep|myself|will|should|just)',
      not: '(?:(?:walk\\w*|step\\w*|driv\\w+) (?:in|into) (?:a|the|that|our|your) (?:building|bus|train)|bungee|parachut\\w*|charity|bandwagon|corporate|company|work every|home|game|level|tech|career|market)',
    },
  ),
  rule(`standing (?:on|at) (?:the|a) ${DEADLY}\\b`, { needs: '(?:jump|end|goodbye|fall|let go|step)' }),
  rule(`(?:bullet|gun) ${some(1)}(?:in|to|through|against) my (?:head|mouth|brain|temple|skull)`),
  rule(`(?:blow|blowing) my (?:brains?|head) (?:out|off)`),
  rule(`(?:slit|slitting|cut|cutting|slash|slashing) my (?:wrists?|throat|veins|arms?|thighs?)\\b`, {
    not: '(?:by accident|accidentally|at work|cooking|kitchen|machine|on (?:a|the) \\w+)',
  }),
  // Harm
  rule(
    `(?:hurt|hurting|harm|harming|injure|injuring|cut|cutting|burn|burning) myself\\b(?! (?:out|off|some|short|slack|on|while|shaving|at|during|playing|when|professionally|financially|by|free|loose|cooking|a|the))`,
  ),
  rule(`(?:started|been|back to|am|keep|relapsed into) (?:self )?(?:cutting|harming) (?:again|since)`),
  rule(`(?:do|doing|did|done) (?:something|it|this|that) ${some(1)}to myself\\b`, {
    needs: '(?:scared|afraid|death|die|bad|stupid|terrible|worried|might|will|could|going)',
  }),
  rule(
    `not ${some(2)}(?:safe (?:with|around|from|by|alone with) myself|trust myself (?:around|with|near|alone|tonight)|keep myself safe)`,
  ),
  rule(`i (?:\\w+ )?self harm(?:s|ed|ing)?\\b(?! (?:policy|among|prevention|research))`, {
    not: '(?:never|used to|as a teen\\w*|years ago|not self|do not)',
  }),
  // Farewells, burdens, relief
  rule(`last (?:night|day|days|hours|evening) (?:on earth|on this earth|alive|of my life|in this world)`),
  rule(`(?:will|would|going to) not be (?:alive|around|here) ${some(2)}(?:tomorrow|longer|next|by|in|anymore|much)`, {
    needs: '(?:goodbye|decided|sorry|alive|ending|forgive|pain|pills)',
    not: '(?:exam|holiday|vacation|leave|goa|office|trip|flight)',
  }),
  rule(`not (?:plan|planning|intend|expect|going|think i will) ${some(2)}be (?:around|alive)\\b`, {
    not: '(?:holiday|vacation|office|leave)',
  }),
  rule(`(?:suicide|goodbye|farewell) (?:note|notes|letter|letters)\\b`, {
    needs: 'my|i',
    not: '(?:colleagues?|team|office|clients?|customers?|company|boss|novel|film)',
  }),
  rule(`goodbye (?:everyone|everybody|all|world|cruel world|my loves?|mum|mom|dad)\\b`, {
    needs: '(?:sorry|forgive|can not|love you|no longer|forever)',
  }),
  rule(
    `(?:better|happier|easier|relieved|fine) ${some(2)}(?:without me(?! (?:[a-z]+ing|in (?:every|the|each)|on|as|at)\\b)|if i (?:was|were|am|died|did not|just|disappeared)|with me (?:dead|gone))\\b`,
    { not: '(?:team|project|company|department|firm|manager|shift|meeting|in the office|on the)' },
  ),
  rule(`(?:better|happier) ${some(2)}(?:dead|if i died)\\b`),
  rule(
    `(?:no one|nobody|noone) ${some(2)}(?:care|notice|miss|mourn) ${some(2)}(?:i|me) ${some(2)}(?:died|die|dead|gone forever|disappeared|killed|ended)\\b`,
  ),
  rule(
    `(?:death|dying) (?:is|would be|seems|feels|sounds|looks) ${some(2)}(?:relief|peaceful|better|easier|only|escape|answer|option|comforting|nice|good)`,
  ),
  rule(`(?:no way out|no other way|only way out|only escape) ${some(3)}(?:death|dying|to die|suicide)\\b`),
  rule(`rather (?:die|be dead) than (?:live|keep|be alive|exist|wake|go on|face another|continue|suffer)`),
  // Despair that names living or dying less openly
  rule(
    `not ${some(3)}(?:survive|make it through|get through) (?:this|tonight|the night|another)(?= ?(?:$|,|day|night|week|anymore))`,
  ),
  rule(
    `(?:planning|plan|planned|arranging|deserve|want|welcome|crave|craving|long for|longing for) (?:my (?:own )?)?death\\b(?! (?:march|metal|star))`,
  ),
  rule(
    `(?:kids|children|family|parents|wife|husband|mother|mom|mum|father|dad|everyone|everybody|world|all) (?:would|will|is|are) ${some(2)}better off(?= ?(?:$|,|without me|if i))`,
  ),
  rule(`want out of (?:this |my |the )?(?:life|world|existence|it all)\\b(?! of)`),
  rule(
    `(?:my life|existence|living|life itself|life|being alive) (?:is|feels|seems) ${some(2)}(?:pointless|meaningless|unbearable|not worth it|over for me)\\b(?! (?:without|at|in|with) )`,
    { not: '(?:work|working|office|professional|corporate) life' },
  ),
  rule(`(?:sleep|rest) (?:forever|for good|and never get up)\\b`, { needs: '(?:want|wish|could|just|hope)' }),
  rule(`(?:everything|it all|all) to (?:go black|go dark|be over for good)`),
  rule(`(?:about|going) to jump(?= ?$)`),
  rule(`(?:drank|drink|drinking|swallow\\w*) ${some(2)}(?:bleach|poison|antifreeze|pesticides?|phenyl|acid)\\b`),
  rule(
    `no (?:point|reason|sense|use) (?:in|to|for|of) (?:me |my )?(?:being|be|staying|stay|to be|to stay) (?:here|around|alive)\\b(?! (?:in|at|with|for|on) )`,
  ),
  rule(
    `(?:no one|nobody|noone|who) (?:would|will) ${some(1)}(?:miss|mourn) me\\b(?! (?:at|in|on|from|there|if i (?:left|quit|leave|resign)))`,
  ),
  rule(
    `(?:would|will) (?:anyone|anybody|somebody|someone|they|you) ${some(1)}(?:care|notice|miss me|mind) if i (?:died|die|disappeared|vanished|was dead|were dead|was gone|killed)`,
  ),
  rule(
    `(?:feel like|feeling like|thinking of|thinking about|thought of|thought about|think of|think about|ready for|considering|contemplating) ending (?:it|it all|things|everything)(?= ?(?:$|,|tonight|soon|for good))`,
  ),
  rule(`hate (?:being alive|living|existing|that i am alive|that i woke up|waking up alive)\\b${PLACE}`),
  rule(`regret (?:surviving|being alive|waking up|not dying|being born|having survived|that i survived)\\b`),
  rule(
    `(?:wish|wished|hope) ${some(2)}(?:my|the|that) (?:suicide )?attempt (?:had |would have )?(?:worked|succeeded)`,
    { not: '(?:second|exam|interview)' },
  ),
  rule(`(?:bought|got|have) (?:the |all the |some )?(?:stuff|things|everything) to do it(?= ?$| ,| tonight)`),
  rule(
    `i (?:have )?(?:just )?(?:cut|burned|burnt) (?:again|last night|tonight|myself)(?= ?(?:$|,|again|last|tonight))`,
  ),
  rule(`(?:cutting|burning|self harm) (?:helps|calms|soothes|relieves|makes) (?:me|the pain)\\b`),
  rule(
    `(?:purposely|on purpose|deliberately|intentionally) ${some(1)}(?:burn|cut|hurt|starve|harm|scratch) ${some(1)}(?:my|myself)\\b`,
  ),
  rule(
    `(?:burn|burning|cut|cutting|hurt|hurting|scratch|scratching) my ${some(3)}(?:on purpose|purposely|deliberately)\\b`,
  ),
  rule(`${MEANS} ${some(6)}on (?:my (?:arms?|wrists?|skin|legs?|thighs?|throat)|me|myself)\\b`, {
    not: '(?:pharmac\\w*|patients?|work on)',
  }),
  rule(`(?:should|could|wish i) have died\\b(?! (?:my|laughing|of|from))`),
  rule(`not ${some(3)}see myself (?:making it|living|reaching|getting) (?:to|past|beyond) \\d`),
  rule(`not want (?:tomorrow|the next day|another day|another morning|morning) to (?:come|arrive|begin)`),
  rule(`(?:my )?life has no (?:meaning|purpose|point|sense|value)\\b`, {
    not: '(?:work|working|office|professional|corporate) life',
  }),
  rule(`(?:want|wish|ready) to be gone(?= ?(?:$|,|forever))`),
  rule(`my own (?:funeral|suicide)\\b`),
  rule(`${MEANS} (?:to|against|at|on) my (?:wrists?|throat|neck|head|chest|veins|temple)\\b`),
  rule(`if i (?:just )?(?:jumped|died|was gone|were gone|ended it) (?:tonight|today|now|right now|tomorrow)\\b`),
  rule(`let me (?:just )?die\\b(?! (?:on|laughing|trying|of))`),
  rule(
    `why (?:should|would|do|bother|even) ${some(2)}(?:keep on living|keep living|go on living|live|living|stay alive|be alive|continue living)\\b${PLACE}`,
  ),
  rule(
    `(?:chosen|chose|picked|set|decided on) (?:the|a|my) (?:date|day|place|way|method) ${some(3)}(?:die|end it|kill myself|do it)(?= ?(?:$|,))`,
  ),
]

const OTHER =
  /\b(?:he|she|they|who|hero|character|people|patients?|clients?|(?:my|our|a|the|his|her|an) (?:[a-z]+ )?(?:friend|brother|sister|mother|father|mum|mom|dad|son|daughter|uncle|aunt|cousin|colleague|coworker|boss|wife|husband|partner|neighbou?r|flatmate|roommate|student|man|woman|guy|kid|girl|boy|teenager)s?)\b/g
const MINE = /\b(?:i|me|my|myself)\b/g
const DENIED =
  /\b(?:(?:am|was|do|did|have|had|would|will|could|can|feel|is|been) (?:not|never)|never|no longer)(?: (?!joking|sure|only|kidding|lying|ok|okay|fine|gonna|well|happy|good|care)[a-z]+){0,4} $/
const BEFORE_DENIED = /\b(?:if i (?:do )?not|not sure (?:if|whether|that|why) .{0,30}|not (?:only|just) .{0,30}) $/
const PAST =
  /\b(?:years? ago|decades? ago|long ago|as a (?:teen\w*|kid|child|student|young)|used to|back then|in my (?:teens|twenties|youth|past)|in (?:19|20)\d\d|when i was|at school|at university)\b/
const WELL =
  /\b(?:(?:fine|well|good|happy|healthy|recovered|better|okay|ok|stable|safe|grateful) (?:now|today|these days|again|since)|(?:now|today) i (?:am|feel|work|help)|i am (?:fine|well|happy|recovered|over it|past that)|behind me|recovered|got through it|help others|glad i|i survived and)\b/
const NOW =
  /\b(?:again|lately|still|came back|are back|is back|back again|tonight|right now|this week|at the moment|recently|returned?)\b/

const CLAUSES = /,| (?:but|yet|although|though|however|because|still|and|today|now) /

/** Whether one of the rules finds the writer's own wish, plan or deed, in any of the languages. */
export function speaksOfOwnEnd(sentences: readonly string[]): boolean {
  return sentences.some(sentence => isOwn(read(sentence)) || inOtherLanguage(sentence))
}

/**
 * What is left of a message whose writer tells that it was long ago and that they are well: the sentences that hold more than
 * that. Nothing is over where anything of it has come back.
 */
export function withoutPast(sentences: readonly string[]): readonly string[] {
  const whole = sentences.map(read).join(' , ')
  if (!PAST.test(whole) || !WELL.test(whole) || NOW.test(whole)) return sentences
  return sentences.filter(sentence => {
    const said = read(sentence)
    return !PAST.test(said) || said.split(CLAUSES).some(clause => !PAST.test(clause) && isOwn(clause))
  })
}

function read(sentence: string): string {
  const said = canonical(unmasked(sentence))
  return FIGURES.reduce((text, figure) => text.replace(figure, ' '), said).replace(/ {2,}/g, ' ')
}

function isOwn(sentence: string): boolean {
  return RULES.some(({ is, not, needs }) => {
    if (needs && !needs.test(sentence)) return false
    for (const found of sentence.matchAll(is)) {
      const before = sentence.slice(Math.max(0, found.index - 60), found.index)
      const clause = before.split(/,| (?:but|yet|although|though|however|because|and then|still) /).at(-1)!
      // What makes it something else must be close to it: a job in the next sentence excuses nothing.
      const near = sentence.slice(Math.max(0, found.index - 90), found.index + found[0].length + 60)
      if (not?.test(near)) continue
      if (DENIED.test(clause) && !BEFORE_DENIED.test(clause)) continue
      if (isAnothers(before, found[0])) continue
      return true
    }
    return false
  })
}

/** The nearest subject before the act is somebody else, and the act itself names no `me`. */
function isAnothers(before: string, act: string): boolean {
  if (/\b(?:i|me|my|myself)\b/.test(act)) return false
  const other = [...before.matchAll(OTHER)].at(-1)?.index ?? -1
  const own = [...before.matchAll(MINE)].findLast(one => one[0] !== 'my')?.index ?? -1
  return other > own
}

const SPOKEN = Object.values(LANGUAGES).map(({ wish, act, says, but, not }) => ({
  // Accents and vowel signs are taken off on both sides.
  is: new RegExp(
    straight(
      `(?<![\\p{L}])(?:(?:${wish}) (?:(?!(?:${not}) )[a-z]+ )?(?:${act})|${says.join('|')})(?![\\p{L}]{2})(?! (?:${but})(?![\\p{L}]))`,
    ).replaceAll('\\p{l}', '\\p{L}'),
    'gu',
  ),
  not: new RegExp(`(?:^| )(?:${not}) (?:[a-z]+ )?$`),
}))

function inOtherLanguage(sentence: string): boolean {
  const said = straight(sentence)
    .replace(/[’']/g, "'")
    .replace(/[^\p{L}' ]+/gu, ' , ')
    .replace(/(?: ,)+ +/g, ' , ')
    .replace(/ {2,}/g, ' ')
  return SPOKEN.some(({ is, not }) => {
    for (const found of said.matchAll(is))
      if (!not.test(said.slice(Math.max(0, found.index - 20), found.index))) return true
    return false
  })
}
