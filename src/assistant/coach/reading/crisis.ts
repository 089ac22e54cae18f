import { speaksOfOwnEnd, withoutPast } from './crisis/composed.ts'
import { FIGURES } from './crisis/figures.ts'
import { unmasked } from './crisis/spelling.ts'
import { plain, sentencesOf, straight } from './plain.ts'

/**
 * Whether a message speaks of the writer's own suicide or self-harm. It errs towards care: what could be meant so counts, but
 * for figures of speech, other people's stories and quotations. Decided sentence by sentence, by rules alone, so that it holds
 * without a model and while a human speaks.
 */
export function isCrisis(text: string): boolean {
  const known = judged.get(text)
  if (known !== undefined) return known
  const found = judge(text)
  if (judged.size >= JUDGED) judged.clear()
  judged.set(text, found)
  return found
}

/** A message is asked about when it is kept, and again when it is answered: a moment later, by the same process as a rule. */
const judged = new Map<string, boolean>()
const JUDGED = 256

function judge(text: string): boolean {
  const said = withoutQuotations(straight(text))
  const whole = withSpelling(plain(said))
  if (WHOLE.test(whole)) return true
  const sentences = withoutPast(sentencesOf(said))
  if (speaksOfOwnEnd(sentences)) return true
  return sentences.some(sentence => clausesOf(withSpelling(plain(unmasked(sentence)))).some(isOwn))
}

/** Messages that mean it only when they say nothing else. */
const WHOLE =
  /^(?:i )?(?:want to die|feel suicidal|am suicidal|suicide|suicidal|kill myself|end it all|end my life|hurt myself|self harm)$/

const OWN: RegExp[] = [
  // Killing oneself
  /\b(?:kill|killing|killed|murder|shoot|hang|hanging|drown|stab|poison|off)(?:ing)? (?:myself|my self|me self)\b/,
  /\b(?:end|ending|take|taking|finish|finishing) (?:my|my own|this) (?:own )?life\b/,
  /\btook my own life\b/,
  /\bend(?:ing)? (?:it all|everything|things) (?:for good|forever|tonight|today|myself)\b/,
  /\b(?:want|wanna|going|gonna|ready|plan|planning|thinking (?:of|about)|thought (?:of|about)|tempted|time|decided|urge|about|might|could|should|just) (?:to )?(?:just )?end(?:ing)? it all\b/,
  /\b(?:want|wanna|wants|going|gonna|ready|plan|planning|tempted|decided) to (?:just )?end (?:it|it for me)$/,
  /\b(?:do|did|attempt\w*|commit\w*|consider\w*|contemplat\w*|thinking (?:of|about)|think (?:of|about)|thought (?:of|about)|thoughts (?:of|about)|plan\w*|tried|try|trying|feel\w*|been|i'm|i am|im|was|am) (?:my )?(?:own )?(?:very |really |so |a bit |kind of |actively |quite )*(?:suicide|suicidal)\b/,
  /\bsuicid(?:e|al) (?:thoughts?|ideation|feelings?|attempt|plan|note)\b/,
  /\bsuicide (?:is|seems|feels|looks) (?:like )?(?:the|my|an|a) (?:only )?(?:way|option|answer|solution|choice)\b/,
  // Dying and not living
  /\b(?:want|wanna|wanted|wish|hope|hoping|rather|ready|prefer|deserve|going|gonna|need|like|love) (?:to |i could |i would |i'd )?(?:just |only |finally |really |simply )*(?:die|be dead|be gone forever|not wake up|never wake up|not exist|stop existing|stop living|disappear forever|cease to exist|unalive)\b/,
  /\bwish(?:ed|ing)? (?:that )?(?:i|i'd|id|i had|i could|i would)(?: (?:was|were|could|would|had|been|just|be|never))* (?:dead|die|died|gone forever|never (?:been )?born|not (?:here|alive|exist)|not wake up|been born|born)\b/,
  /\bwish i had never been born\b/,
  /\b(?:don't|do not|dont|didn't|never|no longer|can't|cannot|not) (?:really |even )?(?:want|wanna|wish|care|like|see (?:a|any) reason|have (?:a|any) reason) (?:to )?(?:(?:be|keep|go on|stay|continue|carry on) )?(?:live|living|alive|be here|being here|exist|existing|wake up|be around)\b(?! (?:in|with|at|on|off|by|like|near|for|under|outside|here in|there|from|from paycheck|early|at 5)\b)/,
  /\b(?:don't|do not|dont|no longer) want to (?:be here|live|exist|be alive|go on)(?: any ?more| any longer)?$/,
  /\bno (?:reason|point|will|desire) (?:left )?(?:for me )?(?:to (?:live|keep living|go on living|stay alive|be alive|exist)|in (?:living|life|being alive|going on))\b/,
  /\bnothing (?:left )?to live for\b/,
  /\b(?:life|my life) (?:is|isn't|is not|isnt|not|feels) (?:not |no longer )?worth living\b/,
  /\b(?:life|my life) (?:isn't|is not|isnt) worth (?:it|living)\b/,
  /\b(?:can't|cannot|cant|can not) (?:keep |go on |bear |stand |take )?(?:go on|going on|live|living|go on living|live like this|be alive|keep living)(?: any ?more| any longer| like this)?$/,
  /\b(?:world|everyone|everybody|they|family|kids|children|people|wife|husband|parents|you all|all) (?:would|will|might|could|is|are|'d)? ?(?:all )?(?:be |are |is )?better off (?:without me|if i (?:was|were|am)(?: dead| gone)?)\b/,
  /\b(?:i'd|i would|i'm|i am|id|im) (?:be )?(?:so much |much )?better off dead\b/,
  /\bbetter off dead\b/,
  /\b(?:nobody|no one|noone) would (?:care|notice|miss me) if i (?:died|die|was dead|were dead|was gone|were gone|disappeared|killed)\b/,
  /\bif i (?:died|was dead|were dead) (?:nobody|no one|everyone|it|they)\b/,
  /\b(?:go to sleep|fall asleep) and (?:never|not) wake up\b/,
  /\bhope (?:that )?i (?:don't|do not|never) wake up\b/,
  /\b(?:not|won't|will not) be (?:here|alive|around) (?:tomorrow|much longer|by (?:then|tomorrow|next)|next (?:week|month|year))\b.*\b(?:goodbye|pills|end|over|anymore)\b/,
  /\b(?:see|there is|there's|is there|what is|what's) (?:no|not the|not any|the|any|not)? ?point (?:of|in|to) (?:living|life|being alive|going on|existing|being here|my life)\b/,
  /\b(?:don't|do not|can't|cannot) (?:really |even )?(?:see|feel|find|know) (?:the|a|any|what the) (?:point|reason|sense|purpose) (?:is )?(?:of|in|to|for) (?:living|life|being alive|live|going on|existing|my life)\b/,
  /\b(?:don't|do not|never|didn't) deserve to (?:live|be alive|exist|be here)\b/,
  /\b(?:had enough of|done with|tired of|sick of|weary of) (?:my )?(?:life|living|being alive|existing|existence)\b(?! (?:in|with|out|like|on|at|as|here|for|from|under|of)\b)/,
  /\bwish i (?:did not|didn't|do not|don't) (?:exist|have to (?:live|exist|be here|wake up|be alive))\b/,
  /\blife\b[^.]{0,40}\bwant (?:it|this) (?:all )?to (?:be over|end|stop)\b/,
  /\bwant my life to (?:be over|end|stop)\b/,
  /\bi (?:\w+ ){0,2}(?:took|had|take|tried) an? overdose\b/,
  /\b(?:think|thinking|thought|thoughts|fantasi[sz]e|fantasi[sz]ing|dream|dreaming|daydream) (?:\w+ )?(?:about|of) (?:dying|being dead|not being alive|not existing|not being here anymore|my own death)\b(?! my\b)/,
  /\b(?:they|you|everyone|everybody|people)'d (?:all )?be better off (?:without me|if i)\b(?! (?:as|on|in|at)\b)/,
  /\b(?:not sure|don't think|do not think|don't know|do not know|unsure|wonder|wondering|question) (?:if |that |whether |why )?i (?:even |still )?(?:want to|should|can) (?:live|be alive|exist|keep living|go on living|be here|stay alive)(?: anymore)?$/,
  /\b(?:contemplat\w*|consider\w*) ending it(?: all)?$/,
  /\bonly (?:way out|option|solution|escape|answer) (?:left )?(?:for me )?(?:is|would be|seems|seems to be) (?:death|dying|to die|suicide)\b/,
  /\b(?:i'd|i would|i'm|i am) (?:be )?better dead\b/,
  /\bwant to (?:just )?disappear and (?:never|not) (?:come back|be found|return)\b/,
  /\bi (?:just )?want (?:it all|everything|all of this|all this) to end$/,
  // Harming oneself
  /\b(?:hurt|hurting|harm|harming|injure|injuring|burn|burning|starve|starving|punish|punishing) (?:myself|my self)\b/,
  /\b(?:cut|cutting) (?:myself|my self|my wrists?|my arms?|my legs?|my thighs?)\b/,
  /\b(?:slit|slitting) my (?:wrists?|throat)\b/,
  /\b(?:i|i've|i have|been|started|keep|still|again|urge to|want to|back to) (?:been )?self[ -]?harm(?:ing|ed)?\b/,
  /\b(?:self[ -]?harm(?:ing)?) (?:again|urges?|thoughts?)\b/,
  /\b(?:i|going to|gonna|want to|could|might|will|thinking of|thought of|tempted to) (?:just )?(?:overdos(?:e|ing)|od) (?:on|with|tonight)\b/,
  /\b(?:i|i've|want to|going to|might|could|plan to|tempted to|thinking of|about to) (?:just )?(?:swallow|take|taking|swallowing|swallowed|took|taken) (?:all |a bottle of |too many |the whole |enough |every )+(?:my |the |of my |these |sleeping )*(?:pills?|tablets?|meds|medication|bottle)\b/,
  /\b(?:jump|jumping|throw myself|throwing myself|step|stepping|walk|walking|drive|driving) (?:off|in front of|under|from|into) (?:a|the|my|an?|this|that|moving)? ?(?:oncoming |moving |high |tall )?(?:bridge|roof|rooftop|building|train|trains|bus|truck|lorry|traffic|balcony|cliff|window|tracks|wall|tree)\b/,
  /\b(?:put|putting) a (?:gun|bullet) (?:to|in|through) my (?:head|mouth|brain)\b/,
  /\bblow my brains out\b/,
  /\b(?:can't|cannot|don't) (?:keep|trust) myself (?:safe|to be (?:safe|alone))\b/,
  /\bi(?:'m| am) (?:a danger|not safe) (?:to|from|with) myself\b/,
  /\b(?:written|wrote|writing|write) (?:a|my) (?:goodbye|suicide|farewell) (?:note|letter)\b/,
  /\bunaliv(?:e|ing) (?:myself|me)\b/,
  /\bi (?:just )?want (?:it|everything|the pain|my pain|all of it) to (?:be over|end|stop) (?:forever|for good|permanently)\b/,
  /\b(?:there is|there's|see|i see) no (?:other )?way out (?:but|except|other than) (?:death|dying|to die)\b/,
  /\b(?:death|dying) (?:is|seems|feels|would be|sounds) (?:like )?(?:the|my|a|an)? ?(?:only )?(?:way out|relief|easier|better|option|answer|peaceful|escape)\b/,
]

/** Whose story it is when it is not the writer's. */
const OTHERS =
  /\b(?:he|she|they|him|her|them|(?:my|our|a|an|his|her|their|the|one|some|these|those|many|most) (?:\w+ ){0,2}?(?:friends?|brother|sister|mother|father|mum|mom|dad|son|daughter|uncle|aunt|cousin|colleagues?|coworkers?|boss|manager|clients?|patients?|students?|pupils?|neighbou?r|flatmates?|roommates?|housemates?|wife|husband|partner|ex|teammates?|character|veterans?|people|person|man|woman|guy|kids?|teenagers?|team|customers?|users?|employees?))\b/

const FIRST = /\b(?:i|i'm|i've|i'd|i'll|im|ive|id|me|my|myself|mine)\b/

/** A thing done to oneself says whose it is; of the others the subject decides. */
const REFLEXIVE =
  /\b(?:myself|my (?:own )?(?:life|self|wrists?|throat|arms?|legs?|head|brain|brains|mouth|pills?|meds|tablets?)|without me|miss me|if i|kms)\b/

const DENIED =
  /\b(?:i'm|i am|im|was|i've|i have|have|had|been|i|would|will) (?:not|never|n't|by no means|not at all)(?: \w+){0,2} (?:suicidal|suicide|considered suicide|kill(?:ing)? myself|killed myself|hurt(?:ing)? myself|harm(?:ing|ed)? myself|self ?harm(?:ed|ing)?|end(?:ing)? my (?:own )?life|want(?:ed)? to die|think(?:ing)? (?:of|about) suicide)\b|\b(?:don't|do not|dont|didn't|won't|wouldn't|haven't|never) (?:\w+ ){0,3}?(?:kill(?:ed|ing)? myself|hurt(?:ing)? myself|harm(?:ed|ing)? myself|commit suicide|end(?:ed|ing)? my (?:own )?life|suicidal|want(?:ed)? to die|feel like dying)\b/

function isOwn(clause: string): boolean {
  const read = FIGURES.reduce((text, figure) => text.replace(figure, ' '), clause)
  if (!OWN.some(pattern => pattern.test(read))) return false
  if (DENIED.test(read) && !OWN.some(pattern => pattern.test(read.replace(new RegExp(DENIED.source, 'g'), ' '))))
    return false
  if (
    REFLEXIVE.test(read) ||
    /^(?:want|wanna|wish|feel|going|thinking|thoughts|having|life|no|nothing|better|suicid|tired|done|sick)/.test(read)
  )
    return !(OTHERS.test(read) && reported(read))
  if (!FIRST.test(read))
    return !OTHERS.test(read) && !/\b(?:about|on|of|study|film|book|novel|article|course|thesis|talk|song)\b/.test(read)
  return !isAnothers(read)
}

/** `My client says he wants to die and I listen`: the nearest subject before the wish is somebody else. */
function isAnothers(read: string): boolean {
  const at = OWN.map(pattern => read.search(pattern)).filter(index => index >= 0)
  const before = read.slice(0, Math.min(...at) + 1)
  const own = lastOf(before, /\b(?:i|i'm|i've|i'd|i'll|im|ive|id|my thoughts|me)\b/g)
  const other = lastOf(before, new RegExp(OTHERS.source, 'g'))
  if (other > own) return true
  // "I lost my father to suicide", "I work with people who …": the wish follows what the writer does with others.
  const rest = read.slice(Math.min(...at))
  return (
    /\b(?:lost|losing|work\w*|help\w*|support\w*|counsel\w*|volunteer\w*|train\w*|teach\w*|listen\w*|talk\w*|treat\w*|save\w*|research\w*|study|studied|studying|wrote|written)\b/.test(
      before,
    ) &&
    (OTHERS.test(read) || !FIRST.test(rest))
  )
}

const reported = (read: string) =>
  /\b(?:says?|said|told me|tells me|asked|wrote|texted|screamed|shouted|threatens?|threatened|posted)\b(?: (?:that|me|us|to me))* (?:he|she|they|i)\b/.test(
    read,
  ) && !/\bi (?:said|told|say|wrote|texted)\b/.test(read)

function lastOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].at(-1)?.index ?? -1
}

/** A clause is read alone, so that a denial in one does not take back what another says. */
function clausesOf(sentence: string): string[] {
  return [
    sentence,
    ...sentence.split(/\b(?:but|yet|although|though|however|because|and then|still)\b/).map(one => one.trim()),
  ].filter(Boolean)
}

/** What others said, between quotation marks after a word of saying that is not the writer's. Own words in quotes stay. */
function withoutQuotations(text: string): string {
  return text.replace(
    /(?<![\w])((?:\bi\b|\bme\b)?[^"]{0,60}?\b(?:said|says|say|told|tells|asked|wrote|titled|called|sings?|sang|lyric|line|song|book|film|movie|quote|headline|screamed|shouts?|yelled|reads?)\b[^"]{0,30}?)"[^"]*"/g,
    (whole, before: string) =>
      /\b(?:i|i've|i'd)\s+(?:\w+ )?(?:said|say|told|wrote|screamed|yelled)\b/.test(before) ? whole : before,
  )
}

/** Common misspellings and the ways around a filter. */
const SPELLING: [RegExp, string][] = [
  [
    /\b(?:su+i?c+i?d+e|sucide|suiside|suicde|suicid|siucide|sewerslide|suacide|suecide|suicied|su1cide|s u i c i d e)\b/g,
    'suicide',
  ],
  [/\b(?:sucidal|suisidal|suicdal|suicidle|suicial|su1cidal|suicidial|siucidal)\b/g, 'suicidal'],
  [/\b(?:kil|klil|kll|k1ll|kiill|killl+)\b/g, 'kill'],
  [/\b(?:mysel|myslef|mysefl|myeslf|mysellf|meself|my self|mself)\b/g, 'myself'],
  [/\b(?:dye|dei) (?=tonight|today|now|please)/g, 'die '],
  [/\b(?:wana|wanna|want too|wanto|wan to|whant to|wnat to|wanting to)\b/g, 'want to'],
  [/\b(?:dont|don t|dnt|do nt)\b/g, "don't"],
  [/\b(?:cant|can t)\b/g, "can't"],
  [/\b(?:gona|gunna|gonna)\b/g, 'going to'],
  [/\banymroe|any more|anymor\b/g, 'anymore'],
  [/\blif\b(?= anymore|$)/g, 'life'],
  [/\b(?:liv|livve|leave) anymore\b/g, 'live anymore'],
  [/\b(?:overdoze|over dose|overdos)\b/g, 'overdose'],
  [/\bself ?(?:harm|hram)\b/g, 'self harm'],
  [/\b(?:wont)\b/g, "won't"],
  [/\bim\b/g, "i'm"],
  [/\bive\b/g, "i've"],
]

function withSpelling(text: string): string {
  return SPELLING.reduce((said, [wrong, right]) => said.replace(wrong, right), text)
}
