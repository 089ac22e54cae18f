/** Verbs that a bullet opens with, in their base form. Past forms follow from them; irregular ones stand below. */
const BASE =
  `accelerate accomplish achieve acquire act adapt address adjust administer advance advise advocate allocate analyse
analyze answer anticipate apply appoint appraise approve arbitrate arrange assemble assess assign assist attain audit author
automate award balance boost brief budget calculate canvass capture catalogue champion chair change check clarify classify clean coach
code collaborate collect combine commission communicate compare compile complete compose compute conceive conceptualise
conceptualize conclude conduct configure consolidate construct consult contribute control convert convince cook coordinate
correct counsel craft create critique cultivate curate customise customize debug decrease define delegate deliver demonstrate deploy
design detect determine develop devise diagnose direct discover dispatch document double draft earn edit educate eliminate
enable encourage enforce engage engineer enhance enlarge ensure enter establish estimate evaluate examine execute expand expedite
explain explore extend extract facilitate file finalise finalize finance fix forecast form formulate foster found fulfil
fulfill fund generate guide halve handle harmonise harmonize head help hire host identify illustrate implement improve
improvise increase influence inform initiate innovate inspect inspire install institute instruct integrate interpret
interview introduce invent investigate invoice issue join judge justify launch learn lecture leverage liaise licence license lift limit
link list listen load lobby localise localize log lower maintain manage map market maximise maximize measure mediate mentor merge
migrate minimise minimize model moderate modernise modernize modify monitor motivate move navigate negotiate nurse observe obtain
offer onboard open operate optimise optimize orchestrate order organise organize originate outline overhaul own pack package paint
participate partner perform persuade pick pilot pioneer plan plant port predict prepare present preserve prevent prioritise
prioritize process procure produce program programme project promote propose protect prove provide publicise publish purchase
pursue qualify query raise rank rate reach realise realize rebuild recommend reconcile record recover recruit redesign reduce
refactor refine reform register regulate reinforce release remodel remove renegotiate renew reorganise reorganize repair replace report
represent rescue research resolve respond restore restructure retain review revise revitalise revitalize rewrite roll route safeguard scale
schedule scope screen script secure select serve service set shape ship shorten simplify sketch solve sort source spearhead
specify sponsor stabilise stabilize staff standardise standardize start steer stock streamline strengthen structure study succeed
suggest summarise summarize supervise supply support surpass survey sustain systematise tackle tailor target test track trade train
transcribe transfer transform translate treat trim triple troubleshoot tune turn tutor unify update upgrade use utilise
utilize validate verify visualise visualize volunteer weld widen win work`
    .split(/\s+/)
    .filter(Boolean)

const IRREGULAR =
  `led lead built build grew grow ran run wrote write taught teach won win sold sell made make drove drive cut cuts kept
keep brought bring began begin held hold took take gave give found find oversaw oversee rebuilt rewrote spoke speak
sought seek met meet spent spend put chose choose set got get drew draw fed feed dealt deal bought buy sent send paid pay
understood saw stood caught fought flew let lent shot sang swam threw withdrew became spun bound upheld undertook undertake
overcame overcome outperformed outsold foresaw broke break hit laid lay struck swept wound hosted co-led co-founded`.split(
    /\s+/,
  )

const VERBS = new Set([...IRREGULAR, ...BASE.flatMap(formsOf)])

function formsOf(base: string): string[] {
  const stem = base.endsWith('e') ? base.slice(0, -1) : /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}i` : base
  const doubled = /[^aeiou][aeiou][bdgklmnprt]$/.test(base) ? [`${base}${base.at(-1)}ed`] : []
  return [base, `${stem}ed`, ...doubled, `${base}s`, `${base}es`, `${stem}es`]
}

/** Whether a bullet may open with this word: a verb in its base or past form. */
export function isOpeningVerb(word: string): boolean {
  const plain = word.toLowerCase().replace(/’/g, "'")
  return (
    VERBS.has(plain) ||
    VERBS.has(plain.replace(/^(co|re|pre|self|out|over|cross)-?/, '')) ||
    /^[a-z-]{3,}(ated|ised|ized|ified)$/.test(plain)
  )
}
