/** What the library's prompts are about. */
export const TOPICS = [
  'experimentation and testing',
  'motivation',
  'skills and learning',
  'career search',
  'focus and productivity',
  'networking and relationships',
  'reflection and journaling',
  'general',
  'habits and routines',
  'decision-making',
  'time management',
  'creativity and exploration',
  'wellbeing and stress',
  'confidence and mindset',
  'financial and negotiation',
] as const
export type Topic = (typeof TOPICS)[number]

/** Words that tell a topic, by their beginnings; earlier topics win a tie. */
const SIGNS: [Topic, RegExp][] = [
  [
    'financial and negotiation',
    /\b(?:salar\w*|pay\b|paid|money|negotiat\w*|raise\b|offer\b|savings?|debt|afford\w*|rent|mortgage|budget|bonus|financ\w*|income|freelance rate|compensation)/g,
  ],
  [
    'career search',
    /\b(?:job (?:search|hunt|ad|ads|offer|application)|appl(?:y|ied|ying|ication\w*)|interview\w*|resumes?|cv|cover letter|recruit\w*|vacanc\w*|laid off|unemploy\w*|hired|hiring|career change|change careers?|job market|new job)/g,
  ],
  [
    'networking and relationships',
    /\b(?:network\w*|mentor\w*|contacts?|colleague\w*|boss|manager|team\b|coworkers?|linkedin|reach out|introduc\w*|conflict|feedback|relationship\w*|friends?|partner|family)/g,
  ],
  [
    'wellbeing and stress',
    /\b(?:stress\w*|burn\w* ?out|burnt out|exhaust\w*|anxi\w*|overwhelm\w*|sleep\w*|tired|health|pressure|panic|drained|rest\b|recover\w*|worn out)/g,
  ],
  [
    'confidence and mindset',
    /\b(?:confiden\w*|imposter|impostor|self.?doubt|doubt\w*|afraid|fear\w*|not good enough|believe in myself|ashamed|shame\w*|embarrass\w*|humiliat\w*|courage|brave|insecure|failure|rejected|rejection|too old)/g,
  ],
  [
    'decision-making',
    /\b(?:decid\w*|decision\w*|choos\w*|choice\w*|torn between|options?|either|whether|trade.?off\w*|pros and cons|dilemma|should i)/g,
  ],
  [
    'time management',
    /\b(?:time\b|schedul\w*|calendar|busy|deadline\w*|evenings?|hours?|weekends?|late\b|prioriti\w*|overtime|juggl\w*)/g,
  ],
  [
    'focus and productivity',
    /\b(?:focus\w*|distract\w*|procrastinat\w*|productiv\w*|concentrat\w*|to.?do|finish\w*|unfinished|scattered|meetings?|email)/g,
  ],
  [
    'habits and routines',
    /\b(?:habit\w*|routine\w*|daily|every (?:day|morning|week)|consisten\w*|disciplin\w*|stick to|morning|relapse|streak)/g,
  ],
  [
    'skills and learning',
    /\b(?:skills?|learn\w*|courses?|study|studying|degree|certificat\w*|train\w*|practi[cs]e|qualif\w*|teach\w*|university|bootcamp)/g,
  ],
  [
    'experimentation and testing',
    /\b(?:experiment\w*|test\w*|try(?:ing)? out|trial|prototype|pilot|hypothes\w*|small step|side project|shadow\w*)/g,
  ],
  [
    'creativity and exploration',
    /\b(?:creativ\w*|ideas?|explor\w*|imagin\w*|curio\w*|invent\w*|design\w*|art\b|write|writing|play\b|possibilit\w*|something new)/g,
  ],
  [
    'reflection and journaling',
    /\b(?:reflect\w*|journal\w*|diary|look(?:ing)? back|learned from|lesson\w*|meaning|purpose|values?|past\b|who i am|identity)/g,
  ],
  [
    'motivation',
    /\b(?:motivat\w*|bored|boring|stuck|lazy|energy|drive\b|give up|giving up|pointless|passion\w*|care about|inspir\w*|empty)/g,
  ],
]

/** The topic that most words of a text belong to; general where none do. */
export function topicOf(text: string): Topic {
  const said = text.toLowerCase()
  let best: Topic = 'general'
  let most = 0
  for (const [topic, pattern] of SIGNS) {
    const hits = said.match(pattern)?.length ?? 0
    if (hits > most) [best, most] = [topic, hits]
  }
  return best
}
