import type { Operation } from '../history.ts'
import { counted, of, type Rule, say } from './rule.ts'
import type { Run } from './run.ts'

/** What was acknowledged as uploaded is there with its bytes until its owner removed it, and once. */
export const uploadsAreThere: Rule = run => {
  const wrong: string[] = []
  const removed = new Set(of(run, 'remove').map(({ input }) => input.file))
  const rows = new Map(run.rows.files.map(row => [row.id, row]))
  for (const operation of of(run, 'upload')) {
    const { id, sha256 } = operation.input as { id: string; sha256: string }
    const kept = run.rows.files.filter(row => row.clientId === id && row.state === 'kept')
    if (kept.length > 1) wrong.push(`there ${kept.length} times: ${say(operation)}`)
    if (operation.outcome !== 'ok') continue
    const { file, kept: isPromise } = operation.output as { file?: string; kept?: boolean }
    const row = isPromise ? kept[0] : rows.get(file!)
    if (file && removed.has(file)) continue
    if (isPromise && waitsWithItsBytes(run, operation)) continue
    if (row?.state !== 'kept') wrong.push(`lost: ${say(operation)}`)
    else if (row.sha256 !== sha256 || row.bytes !== sha256) wrong.push(`other bytes: ${say(operation)}`)
  }
  for (const operation of of(run, 'remove'))
    if (operation.outcome === 'ok' && rows.has(operation.input.file as string))
      wrong.push(`removed, and there: ${say(operation)}`)
  for (const operation of of(run, 'download', 'final_download')) {
    const { input, output, outcome } = operation
    if (outcome === 'ok' && output?.sha256 !== input.sha256) wrong.push(`read back with other bytes: ${say(operation)}`)
    if (outcome === 'refused' && !removed.has(input.file)) wrong.push(`not found: ${say(operation)}`)
  }
  return wrong
}

/** One who has as many files as anybody may have is refused the next; what was kept of it for later waits for staff, whole. */
function waitsWithItsBytes({ rows }: Run, { input, output }: Operation): boolean {
  const entry = rows.outage.find(({ id }) => id === output!.entry)
  return entry?.state === 'review' && entry.reason === 'files.too_many' && entry.sha256 === input.sha256
}

/** The answer that was acknowledged last stands, or one that came later and may have come through without a word. */
export const answersStand: Rule = run => {
  const wrong: string[] = []
  const groups = Map.groupBy(of(run, 'answer'), ({ input }) => `${input.enrolment} ${input.prompt}`)
  for (const [key, operations] of groups) {
    const row = run.rows.answers.find(({ enrolment, prompt }) => `${enrolment} ${prompt}` === key)
    const last = operations.findLastIndex(({ outcome }) => outcome === 'ok')
    if (last < 0) continue
    const told = operations[last]!
    // A request that was given up may come through later than one that followed it, but not upon a revision that it did not know.
    const doubts = operations.filter(({ outcome }) => outcome === 'unknown' || outcome === undefined)
    // The coach takes what is said in its chat for an answer too, as of when it hears it: what was kept for later, later.
    const chat = of(run, 'coach_message').filter(
      ({ completed = Number.POSITIVE_INFINITY, output }) => completed > told.invoked || output?.kept === true,
    )
    const allowed = [told, ...doubts, ...chat].map(({ input }) => input.text)
    if (!row) wrong.push(`lost: ${say(told)}`)
    else if (!allowed.includes(row.text)) wrong.push(`is "${row.text}" now: ${say(told)}`)
    else if (row.revision < Number(told.output!.revision)) wrong.push(`is revision ${row.revision} now: ${say(told)}`)
    const revisions = operations.filter(({ outcome }) => outcome === 'ok').map(({ output }) => Number(output!.revision))
    if (revisions.some((revision, index) => index > 0 && revision < revisions[index - 1]!))
      wrong.push(`the revisions of ${key} were told as ${revisions.join(' ')}`)
  }
  return wrong
}

/** Accounts, enrolments and overrides that were acknowledged are there, once. */
export const workIsThere: Rule = run => {
  const wrong: string[] = []
  const emails = counted(run.rows.accounts.map(({ email }) => email))
  for (const operation of of(run, 'register')) {
    const count = emails.get(operation.input.email as string) ?? 0
    if (count > 1 || (count === 0 && operation.outcome === 'ok')) wrong.push(`there ${count} times: ${say(operation)}`)
  }
  for (const operation of of(run, 'enrol')) {
    const rows = run.rows.enrolments.filter(({ key }) => key?.endsWith(operation.input.key as string))
    if (rows.length > 1) wrong.push(`there ${rows.length} times: ${say(operation)}`)
    // Who has begun it already, by a wish that nobody heard of, is given that one.
    if (operation.outcome === 'ok' && !run.rows.enrolments.some(({ id }) => id === operation.output!.enrolment))
      wrong.push(`lost: ${say(operation)}`)
  }
  for (const [person, rows] of Map.groupBy(run.rows.enrolments, row => row.person))
    if (rows.length > 1) wrong.push(`person ${person} has begun the same programme ${rows.length} times`)
  const overrides = new Set(run.rows.overrides.map(({ id }) => id))
  for (const operation of of(run, 'override'))
    if (operation.outcome === 'ok' && !overrides.has(operation.output!.id as string))
      wrong.push(`lost: ${say(operation)}`)
  return wrong
}

/** Signed in is signed in until one signs out, and then it is over. */
export const sessionsHold: Rule = run => {
  const wrong: string[] = []
  for (const operation of of(run, 'session', 'final_session'))
    if (operation.outcome === 'ok' && operation.output!.email !== operation.input.email)
      wrong.push(`not signed in: ${say(operation)}`)
  for (const operation of of(run, 'session_after_sign_out'))
    if (operation.outcome === 'ok' && operation.output!.email !== null) wrong.push(`still signed in: ${say(operation)}`)
  return wrong
}

/** Score and ledger say the same. */
export const scoresAreSums: Rule = run => run.rows.leads
