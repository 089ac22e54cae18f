/** What the desk says on a topic until staff word it otherwise. No figure in here: figures come from rows. */
export const answerTexts = {
  stretch_budget:
    'There are usually three ways to make a budget go further: put in a little more as down payment, take the loan over a longer term so that the monthly instalment falls, or look at homes that are still being built, which tend to be priced below ready ones. Count registration, stamp duty and interiors on top, so that you are comfortable after the purchase too.',
  other_places:
    'Looking at a second locality is often the easiest way to get a larger or newer home for the same money. Choose it by your daily trips first (work, school, family) and only then by price. I can put two localities side by side for you.',
  under_construction:
    'A home under construction usually costs less than a ready one, is paid in stages, and gives you a wider choice of floor and facing. The price for that is waiting, and the risk of delay. Check the registration number, the promised handover date in the agreement, and what the builder has completed before.',
  ready_homes:
    'A ready home shows you exactly what you get: the light, the neighbours, the quality. You can move in soon and pay no rent meanwhile, and a home with its completion certificate attracts no GST. It usually costs more per square foot than one that is still being built.',
  meeting:
    'Meeting in person helps because a home is hard to judge on a screen: plans, paperwork and payment stages are easier to go through at one table, and you can ask everything that you would not type.',
  visiting:
    'A site visit tells you what no brochure can: the approach road, the light, the noise and how far along the building is. Go once by day and once at your usual commuting time, and ask to see the approved plan and the registration certificate.',
  what_we_do:
    'I am the automated assistant of {business}. Tell me what you look for in your own words and I search our catalogue, compare homes, answer from the data that we hold on each of them, and remember what matters to you, so that you never start over.',
  why_us:
    'With us you compare homes of many builders in one place, every figure I give comes from our catalogue with its date, and I say so when we do not know something. You can see, correct or erase whatever I remember about you.',
  registration:
    'RERA is the law under which a housing project is registered with the state authority before it is sold. The registration number lets you look up the approved plans, the promised completion date and the builder’s quarterly updates on the authority’s site. Ask for the number before you pay anything.',
  emi: 'The EMI is what you pay the bank every month: part interest, part repayment. It rises with the amount and the rate, and falls with a longer term, though you then pay more interest in total.',
  loan: 'Banks usually lend up to about four fifths of the price of a home, and look at your income, your age, your other loans and your credit history. A sanction letter before you choose makes you quicker and stronger when you talk about price. The bank has the last word on rate and amount.',
  investment:
    'For an investment look at what the place has done so far, at rent against price, and at how easily you could sell again. I can show past figures where we have them, with their source and date. I do not forecast prices or returns: nobody can promise those.',
  process:
    'The usual order is: shortlist, visit, check registration and title papers with a lawyer of your own, agree the price in writing, pay the booking amount against a receipt, sign the agreement, arrange the loan, and register the sale. Never pay before you have seen the papers.',
  documents:
    'Ask for the registration certificate, the approved plan, the title papers checked by a lawyer of your own, the commencement certificate, and for a ready home the completion or occupancy certificate. For your loan you will need identity, address and income papers.',
  costs:
    'On top of the price, plan for stamp duty and registration, GST where the home is still under construction, the maintenance deposit, parking if it is charged apart, and interiors. Ask for a full cost sheet in writing before you decide.',
  discount:
    'The prices I show are those in our catalogue, and I cannot agree a discount in this chat. Ask for the full cost sheet: payment stages, parking and interiors are often where there is room to talk.',
  choosing:
    'A good way to choose: fix your budget and the two or three things you will not give up, shortlist three homes, compare them side by side, and visit the best two. Everything else follows from there.',
} as const satisfies Record<string, string>

export type AnswerTextKey = keyof typeof answerTexts

/** What each topic sounds like in a question, most particular first. */
const TOPICS: [RegExp, AnswerTextKey][] = [
  [/discount|negotia|best price|last price|final price|bargain/i, 'discount'],
  [
    /stretch|afford|budget (?:go|going) further|low(?:er)? budget|increase my budget|how (?:can|do) (?:i|we) (?:pay|manage|finance)/i,
    'stretch_budget',
  ],
  [/\brera\b|registration|registered|legal|approved/i, 'registration'],
  [/\bemi\b|instal?ment|monthly/i, 'emi'],
  [/\bloan|mortgage|bank|financ|interest rate|down ?payment|eligib/i, 'loan'],
  [/under[- ]?construction|pre-?launch|new launch|being built|ongoing/i, 'under_construction'],
  [/ready (?:to move|home|flat|propert)|rtm|resale/i, 'ready_homes'],
  [/face to face|meet(?:ing)?\b|in person/i, 'meeting'],
  [/site visit|visit/i, 'visiting'],
  [
    /why (?:should i |to )?(?:buy|book|go|deal|work|choose)?\s*(?:through|with|from|via) (?:you|u\b|your)|why (?:you|your (?:company|desk|team))|trust you|\blegit|genuine|\bscam|fraud|\bfake\b|commission|brokerage|fees?\b|charge/i,
    'why_us',
  ],
  [
    /what (?:do|does|can) (?:you|u|your|this)|who are you|are you (?:a |an )?(?:bot|robot|human|real|machine|ai\b|person)|about (?:your|the) company|your (?:company|services?)|how (?:do|does|can) (?:you|this) (?:work|help)|what is (?:this|mosaic)/i,
    'what_we_do',
  ],
  [/\broi\b|return|invest|rental|yield|appreciat|resell|rent\b|growth/i, 'investment'],
  [/document|papers|paperwork|certificate|title/i, 'documents'],
  [
    /stamp duty|\bgst\b|tax|hidden (?:cost|charge)|extra (?:cost|charge)|additional (?:cost|charge)|maintenance/i,
    'costs',
  ],
  [/process|procedure|steps?\b|how (?:do|to|can) (?:i |we )?(?:buy|book|proceed|purchase)|first[- ]time/i, 'process'],
  [
    /other (?:location|place|area|localit)|another (?:location|place|area|localit)|different (?:location|place|area)/i,
    'other_places',
  ],
]

/** The topic of a question, or null where it has none of ours. */
export function topicOf(text: string): AnswerTextKey | null {
  return TOPICS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}
