import { catalogueNames, type ListingCard, oneReading } from '../catalogue/index.ts'
import {
  type Completion,
  completeTurn,
  extendTurn,
  type Part,
  recentMessages,
  type Turn,
} from '../conversations/index.ts'
import { watched } from '../kernel/watch.ts'
import { type RecordedReading, recordingOf } from '../leads/index.ts'
import { rememberFacts } from '../people/index.ts'
import { type Context, tell } from '../storage/index.ts'
import { answerCrisis } from './answer-crisis.ts'
import { questionFor } from './ask.ts'
import type { Assistant } from './assistant.ts'
import { chipsFor } from './chips.ts'
import { isCrisis } from './coach/reading/crisis.ts'
import { homeLine, sentence } from './compose/words.ts'
import { deedsOf, lookUpLiking, recordDeeds, recordRejection } from './events.ts'
import type { Finding } from './findings.ts'
import { addRows, addSpoken, createSources } from './ground/index.ts'
import { createGroundedText, remainderOf } from './grounded-text.ts'
import { knownNames } from './known-names.ts'
import type { Mind } from './mind.ts'
import { ruleModel } from './model/rules.ts'
import { runAtOnce } from './model/run-rules.ts'
import { watchedModel } from './model/watched-model.ts'
import { nextState } from './next-state.ts'
import { partsOf } from './parts.ts'
import { type Plan, planTurn } from './plan.ts'
import { readMind } from './read-mind.ts'
import { asideFor } from './reading/aside.ts'
import { escalate, isUnhappy } from './reading/escalate.ts'
import { readingOf } from './reading/reading-of.ts'
import { factsOf } from './remember.ts'
import { deskTools, runTool } from './tools/tools.ts'
import { welcomeBack } from './welcome.ts'
import type { Workbench } from './workbench.ts'

/** Who reads along while a turn is answered. Calls come in order: text, then parts, then the wish. */
export type Reader = {
  text(delta: string): void
  part(part: Part): void
  wish(wish: object): void
}

const HISTORY = 10
/** Deeds in which every word counts and rules have the only say. */
const RULED = new Set(['memory', 'confirm', 'human', 'rejection'])
/** Deeds that change what was agreed with somebody: whatever else is asked beside them, rules word the whole answer. */
const BOOKING = new Set(['visit', 'callback', 'appointments', 'move', 'cancel', 'release'])

/**
 * Answers a turn that `owner` holds: understands it, calls the verbs, words the answer from their rows, and commits answer,
 * parts, state, facts, listing events and the reading in one transaction. No transaction is open while a model is asked. `answerId` is
 * the answer's id where the reader was told it before.
 */
export async function answerTurn(
  ctx: Context,
  assistant: Assistant,
  turn: Turn,
  run: { owner: string; answerId?: string; reader?: Reader },
): Promise<Completion & { wish: object }> {
  if (isCrisis(turn.text)) return answerCrisis(ctx, assistant, turn, run)
  // A turn sees one catalogue.
  const reading = oneReading(ctx)
  const { mind, plan } = await watched(ctx, 'turn.understand', {}, async () => {
    const mind = readMind(ctx, assistant, turn, await catalogueNames(reading))
    return { mind, plan: planTurn(mind) }
  })
  const person = { personId: turn.personId, messageId: turn.messageId }
  await recordRejection(ctx, mind, plan, person)
  const bench: Workbench = {
    ...person,
    ctx: reading,
    write: asVisitor(ctx, turn.personId),
    mind,
    conversationId: turn.conversationId,
    saidAt: turn.createdAt,
    channels: assistant.settings.channels,
    wish: plan.wish,
    trusted: true,
    listed: [],
  }
  const found: Finding[][] = plan.steps.map(() => [])
  const rules = await watched(ctx, 'turn.tools', {}, () =>
    runAtOnce(ruleModel(mind, plan), turn.text, async (tool, input, callId) => {
      const finding = await timedTool(bench, tool, input)
      found[Number(callId.split('.')[0])]!.push(finding)
      return finding
    }),
  )
  const findings = found.flat()
  const question = questionFor(mind, plan, findings)
  const ruled = question ? `${rules}\n\n${question.text}` : rules

  const welcome = await welcomeBack(ctx, mind, turn, { appointments: plan.steps.some(step => BOOKING.has(step.deed)) })
  let text = ''
  const say = (delta: string) => {
    text += delta
    run.reader?.text(delta)
  }
  if (welcome) say(onlyGreets(plan) ? welcome.text : `${welcome.text}\n\n`)
  if (welcome && onlyGreets(plan)) findings.length = 0
  else if (assistant.remote && isWordedByModel(plan)) {
    const wording = { turn, mind, plan, found, findings, bench, ruled, owner: run.owner, say }
    const held = await watched(ctx, 'turn.model', {}, () => wordRemotely(ctx, assistant, wording))
    if (!held) return { outcome: 'lost', answer: undefined, wish: turn.held.wish ?? {} }
  } else say(ruled)

  const left = {
    ...nextState(mind, plan, findings, text, question && text.includes(question.text) ? question.key : null),
    ...(welcome && onlyGreets(plan) ? welcome.state : {}),
  }
  const deeds = await lookUpLiking(ctx, mind, deedsOf(mind, plan, found.flat()))
  const aside = await asideFor(ctx, turn, mind, plan, { findings, deeds, welcomed: welcome !== null })
  // A yes answers what was asked last.
  const state = { ...left, ...(left.offer || left.question || /\?\s*$/.test(text) ? {} : aside.offers) }
  if (aside.text) say(`\n\n${aside.text}`)
  const parts = partsOf(findings)
  const chips = await chipsFor(reading, mind, plan, findings, turn.personId, aside.chips)
  if (chips.length > 0) parts.push({ type: 'chips', chips })
  for (const part of parts) run.reader?.part(part)
  run.reader?.wish(state.wish)

  const facts = factsOf(mind, plan.wish)
  // What the visitor asked about, not what a model looked at on its own.
  const heard = { messageId: turn.messageId, ...readingOf(mind, plan, found.flat(), state), nudge: aside.nudge }
  const { answerId } = run
  const answer = { turn, owner: run.owner, text, parts, state, answerId, within: recordingOf(ctx, heard) }
  const isPlain = facts.length + deeds.length === 0 && !aside.urgent && !isUnhappy(mind)
  const also: Parameters<typeof completeTurn>[2] = async (ctx, _answer, recorded) => {
    await rememberFacts(ctx, { ...person, facts })
    await recordDeeds(ctx, deeds, person)
    await escalate(ctx, turn, { urgent: aside.urgent, alert: (recorded as RecordedReading).alert })
  }
  const completion = await watched(ctx, 'turn.commit', {}, () => completeTurn(ctx, answer, isPlain ? undefined : also))
  if (completion.outcome === 'completed') tell(ctx, { topic: 'lead', id: turn.personId })
  return { ...completion, wish: completion.outcome === 'human' ? (turn.held.wish ?? {}) : state.wish }
}

/** A tool's name is the desk's own: a model may ask for one that there is not, in its own words. */
function timedTool(bench: Workbench, tool: string, input: unknown): Promise<Finding> {
  const name = Object.hasOwn(deskTools, tool) ? tool : 'unknown'
  return watched(bench.ctx, 'turn.tool', { 'gen_ai.tool.name': name }, () => runTool(bench, tool, input))
}

/** A lone greeting at the start of a session is answered by the welcome alone. */
function onlyGreets(plan: Plan): boolean {
  return plan.steps.every(step => step.deed === 'greeting')
}

/** What a message asks for is the visitor's deed, whoever runs the turn: a process that finishes it, staff who try the chat. */
function asVisitor(ctx: Context, personId: string): Context {
  const own = ctx.actor.kind === 'visitor' || (ctx.actor.kind === 'account' && ctx.actor.role === 'member')
  return own ? ctx : { ...ctx, actor: { kind: 'visitor', keyHash: '', personId } }
}

function isWordedByModel({ steps }: Plan): boolean {
  return !steps.some(step => BOOKING.has(step.deed)) && !steps.every(step => RULED.has(step.deed))
}

type Wording = {
  turn: Turn
  mind: Mind
  plan: Plan
  found: Finding[][]
  findings: Finding[]
  bench: Workbench
  ruled: string
  owner: string
  say: (text: string) => void
}

/**
 * Lets the model word the answer, grounded sentence by sentence; whatever it leaves open, the rules finish. Gives false where
 * the turn was lost to another run meanwhile: nothing more is asked or said then.
 */
async function wordRemotely(ctx: Context, assistant: Assistant, wording: Wording): Promise<boolean> {
  const { turn, mind, plan, found, findings, bench, ruled, owner, say } = wording
  const { settings, remote } = assistant
  const known = knownNames(mind.names)
  const sources = createSources(ctx.business.currency, known.all, known.places)
  addSpoken(sources, turn.text, mind.understood.filters)
  for (const finding of findings) addRows(sources, finding)
  const homes = new Map<string, ListingCard>()
  for (const finding of findings) for (const home of homesOf(finding)) homes.set(home.name, home)
  const grounded = createGroundedText(sources, name => rowText(homes.get(name), mind), say)
  const history = (
    await recentMessages(ctx, { conversationId: turn.conversationId, through: turn.number - 1, limit: HISTORY })
  ).filter(message => message.text !== '' && message.author !== 'system')
  const lost = new AbortController()
  const heartbeat = setInterval(
    () => {
      extendTurn(ctx, { messageId: turn.messageId, owner, leaseSeconds: settings.leaseSeconds })
        .then(held => held || lost.abort())
        // A store that is away says nothing about the lease.
        .catch(() => {})
    },
    (settings.leaseSeconds * 1000) / 3,
  )
  try {
    const { runRemote } = await import('./model/run-remote.ts')
    const ended = await runRemote({
      model: watchedModel(ctx, remote!),
      mind,
      plan,
      found,
      history,
      silenceMs: settings.modelSilenceMs,
      limitMs: settings.modelLimitMs,
      signal: AbortSignal.any([assistant.stop.signal, lost.signal]),
      onText: delta => grounded.push(delta),
      run: async (tool, input) => {
        const finding = await timedTool({ ...bench, trusted: false }, tool, input)
        findings.push(finding)
        addRows(sources, finding)
        for (const home of homesOf(finding)) homes.set(home.name, home)
        return finding
      },
    })
    if (lost.signal.aborted) return false
    // The last sentence of a stream that broke off may be half of one.
    if (ended) grounded.end()
    const names = [...homes.keys()]
    if (!ended || grounded.shown.trim() === '') {
      const rest = remainderOf(grounded.shown, ruled, names)
      ctx.log.info({ turn: turn.messageId, said: grounded.shown.length }, 'the rules finished a turn')
      if (rest !== '') say(grounded.shown.trim() === '' ? rest : `\n\n${rest}`)
    } else if (needsLabel(findings) && !LABELLED.test(grounded.shown))
      say(`\n\n${remainderOf(grounded.shown, ruled, names)}`)
    return true
  } finally {
    clearInterval(heartbeat)
  }
}

const LABELLED =
  /outside|not exact|no exact|nothing (?:in|match)|no match|closest|do(?:n't| not) know|no homes|not find|could ?n(?:'t|ot) find/i

/** Whether the rows are outside the wish or missing, which an answer must say. */
function needsLabel(findings: readonly Finding[]): boolean {
  return findings.some(finding => finding.tool === 'search' && finding.result.items.length === 0 && finding.from === 0)
}

function rowText(home: ListingCard | undefined, mind: Mind): string | null {
  return home ? sentence(homeLine(home, mind.understood.filters)) : null
}

function homesOf(finding: Finding): ListingCard[] {
  if (finding.tool === 'search') return finding.page
  if (finding.tool === 'facts') return [finding.listing]
  if (finding.tool === 'compare') return finding.listings
  return finding.tool === 'market' && finding.sampleHome ? [finding.sampleHome] : []
}
