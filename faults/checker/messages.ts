import type { SeenMessage } from '../clients/chat.ts'
import type { Operation } from '../history.ts'
import { acknowledged, counted, of, type Rule, say } from './rule.ts'
import type { Run } from './run.ts'

const WRITING = ['message', 'coach_message', 'reply']
const READING = ['thread', 'final_thread', 'coach_thread', 'final_coach_thread']

/** Whether the house said that it has the message: answered, kept for later, or kept and not yet answered. */
const isPromised = ({ outcome, output }: Operation) => outcome === 'ok' || output?.stillAnswering === true

export const acknowledgedMessagesAreThere: Rule = run => {
  const byId = Map.groupBy(run.rows.messages, row => row.clientId ?? '')
  const wrong: string[] = []
  for (const operation of of(run, ...WRITING)) {
    const { id, text } = operation.input as { id: string; text: string }
    // A staff reply's id is the message's own: it is found by its text.
    const rows = operation.deed === 'reply' ? run.rows.messages.filter(row => row.text === text) : (byId.get(id) ?? [])
    if (rows.length > 1) wrong.push(`there ${rows.length} times: ${say(operation)}`)
    else if (rows.length === 0 && isPromised(operation) && !waitsForGoneSession(run, operation))
      wrong.push(`lost: ${say(operation)}`)
    else if (rows.length === 1 && operation.outcome === 'refused') wrong.push(`refused, and there: ${say(operation)}`)
    else if (rows.length === 1 && rows[0]!.text !== text) wrong.push(`changed to ${rows[0]!.text}: ${say(operation)}`)
    else if (operation.outcome === 'ok' && operation.output?.number && rows[0]!.number !== operation.output.number)
      wrong.push(`is number ${rows[0]!.number} now: ${say(operation)}`)
  }
  return wrong
}

/**
 * Who signs out after they spoke is heard (outages.md): but where clocks differ, the end of the session may stand before their words,
 * for which nobody acts then. Only so if the client did sign out: after it had sent them, and before it signed in again.
 */
function waitsForGoneSession({ history, rows, clocksJumped }: Run, operation: Operation): boolean {
  if (!clocksJumped) return false
  const { client, index, output } = operation
  const entry = output?.kept ? rows.outage.find(({ id }) => id === output.entry) : undefined
  if (entry?.state !== 'review' || entry.reason !== 'outage.session') return false
  const later = history.operations.filter(one => one.client === client && one.index > index)
  const next = later.find(({ deed }) => deed === 'sign_out' || deed === 'sign_in')
  return next?.deed === 'sign_out' && next.outcome !== 'refused'
}

export const numbersAreDense: Rule = run => {
  const wrong: string[] = []
  const byConversation = Map.groupBy(run.rows.messages, row => row.conversation)
  for (const { id, lastNumber } of run.rows.conversations) {
    const numbers = (byConversation.get(id) ?? []).map(({ number }) => number).sort((a, b) => a - b)
    if (numbers.length !== lastNumber || numbers.some((number, index) => number !== index + 1))
      wrong.push(`conversation ${id} has the numbers ${numbers.join(' ')}, and says that the last is ${lastNumber}`)
  }
  return wrong
}

/**
 * What one client sent, each after the last was acknowledged, stands in that order. Of two that servers kept for later, that is
 * promised where the same server kept them; and whoever is answered at once while another server still holds words of theirs
 * comes before those.
 */
export const messagesStandInTheirOrder: Rule = run => {
  const rows = new Map(run.rows.messages.map(row => [row.clientId ?? '', row]))
  const wrong: string[] = []
  const promised = of(run, 'message', 'coach_message').filter(({ outcome }) => outcome === 'ok')
  for (const own of Map.groupBy(promised, ({ client, deed }) => `${client} ${deed}`).values())
    for (const [index, later] of own.entries()) {
      const earlier = own[index - 1]
      if (!earlier || (earlier.output!.kept && askedElsewhere(later, earlier.output!.by))) continue
      const [one, other] = [earlier, later].map(({ input }) => rows.get(input.id as string))
      if (one && other && one.conversation === other.conversation && one.number >= other.number)
        wrong.push(`${one.number} was sent before ${other.number}: ${say(earlier)} and then ${say(later)}`)
    }
  return wrong
}

/** Whether any attempt went to another server: what it wrote is there, whoever says so in the end. */
const askedElsewhere = ({ output }: Operation, by: unknown) =>
  output!.by !== by || ((output!.asked as string[] | undefined) ?? []).some(one => one !== by)

/** What a server kept for later is done, or waits for somebody of the house who decides about it. */
export const keptIsDone: Rule = run => {
  const entries = new Map(run.rows.outage.map(row => [row.id, row]))
  const wrong: string[] = []
  for (const operation of run.history.operations) {
    // The bytes of a file may go straight to where files are kept; its own rule asks for them.
    if (!operation.output?.kept || operation.deed === 'upload') continue
    const entry = entries.get(operation.output.entry as string)
    if (!entry) wrong.push(`lost: ${say(operation)}`)
    else if (entry.state === 'waiting') wrong.push(`waiting: ${say(operation)}`)
    else if (entry.state === 'review' && entry.kind === 'message' && !waitsForGoneSession(run, operation))
      wrong.push(`${entry.state} (${entry.reason}): ${say(operation)}`)
  }
  return wrong
}

/** Every read of a thread, by number, shows what stands there for good. */
export const readsAgreeWithTheThread: Rule = run => {
  const kept = new Map(run.rows.messages.map(row => [`${row.conversation} ${row.number}`, row]))
  const wrong: string[] = []
  for (const read of acknowledged(of(run, ...READING))) {
    const { conversation, messages } = read.output as { conversation?: string; messages: SeenMessage[] }
    for (const [number, author, text] of messages) {
      const row = kept.get(`${conversation} ${number}`)
      if (row?.author !== author || row.text.slice(0, 100) !== text)
        wrong.push(`#${read.index} ${read.client} read ${number} as ${author} "${text}", it is ${JSON.stringify(row)}`)
    }
    const numbers = messages.map(([number]) => number)
    if (numbers.some((number, index) => index > 0 && number !== numbers[index - 1]! + 1))
      wrong.push(`#${read.index} ${read.client} read the numbers ${numbers.join(' ')}`)
  }
  return wrong
}

/** What a client has seen or was told, it sees from then on; and what it wrote one after another stands in that order. */
export const readsDoNotGoBack: Rule = run => {
  const wrong: string[] = []
  for (const [client, operations] of Map.groupBy(of(run, ...READING, 'message', 'coach_message'), o => o.client)) {
    const desks = Map.groupBy(operations, ({ deed }) => deed.includes('coach'))
    for (const list of desks.values()) {
      // The highest number that was told, and when.
      let seen = 0
      let written = 0
      for (const operation of list.filter(({ outcome }) => outcome === 'ok')) {
        const { number, answer, messages } = operation.output as {
          number?: number
          answer?: number | null
          messages?: SeenMessage[]
        }
        const newest = messages ? (messages.at(-1)?.[0] ?? 0) : Math.max(number ?? 0, answer ?? 0)
        if (messages && newest < seen) wrong.push(`${client} had seen ${seen}, and then: ${say(operation)}`)
        if (number !== undefined) {
          if (number <= written) wrong.push(`${client} wrote ${written} before, and then: ${say(operation)}`)
          written = number
        }
        seen = Math.max(seen, newest)
      }
    }
  }
  return wrong
}

/** Each message of a visitor has one answer behind it, in order, or is in human hands. */
export const everyMessageIsAnsweredOnce: Rule = run => {
  const wrong: string[] = []
  for (const [id, messages] of Map.groupBy(run.rows.messages, row => row.conversation)) {
    const asked = messages.filter(({ author }) => author === 'visitor')
    const answers = asked.flatMap(({ answer }) => (answer === null ? [] : [answer]))
    for (const { number, turn, answer } of asked) {
      if (turn !== 'answered' && turn !== 'human') wrong.push(`message ${number} of ${id} waits (${turn})`)
      if (answer !== null && answer <= number) wrong.push(`message ${number} of ${id} is answered by ${answer}`)
    }
    for (const [number, count] of counted(answers))
      if (count > 1) wrong.push(`${number} of ${id} answers ${count} messages`)
    if (answers.some((number, index) => index > 0 && number < answers[index - 1]!))
      wrong.push(`the answers of ${id} stand in the order ${answers.join(' ')}`)
    for (const { number, author } of messages)
      if (author === 'assistant' && !answers.includes(number)) wrong.push(`${number} of ${id} answers nothing`)
  }
  for (const [person, open] of Map.groupBy(
    run.rows.conversations.filter(({ open }) => open),
    ({ person, desk }) => `${person} at the desk ${desk}`,
  ))
    if (open.length > 1) wrong.push(`${open.length} open conversations of ${person}`)
  return wrong
}

/** No answer holds words that somebody else wrote; staff may read everybody, and everybody may read what staff wrote. */
export const nobodyReadsAnother: Rule = (run: Run) => {
  const wrong: string[] = []
  for (const operation of run.history.operations) {
    if (operation.client.startsWith('staff') || !operation.output) continue
    for (const [, writer] of JSON.stringify(operation.output).matchAll(/\(([a-z]+\d+)x[\w]+\)/g))
      if (writer !== operation.client && !writer!.startsWith('staff'))
        wrong.push(`words of ${writer} were told to ${operation.client}: ${say(operation)}`)
  }
  const persons = new Map<string, Set<string>>()
  for (const { text, person, author } of run.rows.messages) {
    const writer = author === 'visitor' && text.match(/\(([a-z]+\d+)x\w+\)/)?.[1]
    if (writer) persons.set(person, (persons.get(person) ?? new Set()).add(writer))
  }
  for (const [person, writers] of persons)
    if (writers.size > 1) wrong.push(`person ${person} holds words of ${[...writers].join(' and ')}`)
  return wrong
}
