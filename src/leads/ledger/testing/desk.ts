import { sql } from 'kysely'
import { expect } from 'vitest'
import { createPerson } from '../../../people/index.ts'
import { type Context, transact } from '../../../storage/index.ts'
import type { Component, LeadRules, Weights } from '../../schema.ts'
import { addSignals } from '../add-signals.ts'
import type { SignalInput } from '../deeds.ts'
import { mergeLedgers, unmergeLedgers } from '../merge-ledgers.ts'
import { type Deeds, evaluate, isWithin, lossOf, type Points, scoreOf, temperatureOf, type Version } from './model.ts'

const DAY = 24
type Person = {
  id: string
  deeds: Deeds
  /** Signals that stand, by component and key: their numbers in the model */
  standing: { component: Component; key: string; id: number; life: string }[]
  floor: number
  lastActive: Temporal.Instant
  decayAt: Temporal.Instant | null
}
type Undo = {
  to: Person
  from: Person
  moved: Record<string, string[]>
  before: Pick<Person, 'lastActive' | 'floor'>
  ids: Set<number>
}

/** Some leads in the store and, beside them, in the model of the rules. Every step is taken on both. */
export class LedgerDesk {
  readonly versions = new Map<number, Version>()
  now = Temporal.Instant.from('2026-03-01T09:30:00Z')
  private count = 0
  private merges: Undo[] = []
  private readonly root: Context
  constructor(root: Context) {
    this.root = root
  }

  get ctx(): Context {
    const { now } = this
    return { ...this.root, now: () => now }
  }

  get newest(): number {
    return Math.max(...this.versions.keys())
  }

  async open(): Promise<this> {
    const { rows } = await sql<Version & { version: number }>`select version, weights, rules from lead_weights`.execute(
      this.ctx.db,
    )
    for (const { version, weights, rules } of rows) this.versions.set(version, { weights, rules })
    return this
  }

  async person(): Promise<Person> {
    const id = await createPerson(this.ctx)
    await addSignals(this.ctx, { personId: id, signals: [] })
    return { id, deeds: [], standing: [], floor: this.newest, lastActive: this.now, decayAt: null }
  }

  /** All at once, each by itself: in which order they came is looked up. */
  async add(person: Person, signals: SignalInput[], options: { active: boolean; apart: boolean }): Promise<void> {
    const { active, apart } = options
    const batches = apart ? signals.map(one => [one]) : [signals]
    await Promise.all(batches.map(signals => addSignals(this.ctx, { personId: person.id, signals, active })))
    this.decay(person)
    const { rows } = await sql<{ component: string; key: string }>`
      select component, key from signals where person_id = ${person.id} and kind = 'earned' order by number desc limit ${signals.length}`.execute(
      this.ctx.db,
    )
    const order = rows.reverse().map(row => `${row.component} ${row.key}`)
    const place = (signal: SignalInput) => order.indexOf(`${signal.component} ${signal.key}`)
    for (const signal of apart ? signals.toSorted((a, b) => place(a) - place(b)) : signals) this.take(person, signal)
    if (active) person.lastActive = this.now
    const { engagement, intent } = scoreOf(this.sums(person))
    if (engagement + intent === 0) person.decayAt = null
    else if (active || person.decayAt === null) person.decayAt = this.nextDecay(person)
  }

  private take(person: Person, { component, key, basis = 1, takesBack }: SignalInput): void {
    const life = person.id
    const version = this.newest
    if (takesBack) {
      for (const stand of person.standing.filter(stand => stand.component === component && stand.key === key))
        person.deeds.push({
          at: ++this.count,
          deed: { kind: 'reversed', life, version, component, reverses: stand.id },
        })
      person.standing = person.standing.filter(stand => stand.component !== component || stand.key !== key)
    } else if (!person.standing.some(stand => stand.component === component && stand.key === key)) {
      const id = ++this.count
      person.deeds.push({ at: id, deed: { kind: 'earned', life, version, component, key, basis, id } })
      person.standing.push({ component, key, id, life })
    }
  }

  /** Either nobody looked before, or the loop did. */
  async wait(hours: number, people: Person[], looks: boolean): Promise<void> {
    this.now = this.now.add({ hours })
    if (!looks) return
    await sql`select decay_leads(${this.now}, 1000)`.execute(this.ctx.db)
    for (const person of people) this.decay(person)
  }

  private decay(person: Person): void {
    const { rules } = this.versions.get(this.newest)!
    while (person.decayAt && Temporal.Instant.compare(person.decayAt, this.now) <= 0) {
      if (lossOf(this.sums(person), rules) === 0) person.decayAt = null
      else {
        person.deeds.push({ at: ++this.count, deed: { kind: 'decayed', life: person.id, version: this.newest } })
        person.decayAt = person.decayAt.add({ hours: rules.decay.everyDays * DAY })
      }
    }
  }

  private nextDecay({ lastActive }: Person): Temporal.Instant {
    const { idleDays, everyDays } = this.versions.get(this.newest)!.rules.decay
    let due = lastActive.add({ hours: (idleDays + everyDays) * DAY })
    while (Temporal.Instant.compare(due, this.now) <= 0) due = due.add({ hours: everyDays * DAY })
    return due
  }

  async reweigh(weights: Weights, rules: LeadRules): Promise<void> {
    const version = this.newest + 1
    await sql`
      insert into lead_weights (version, weights, rules, created_at)
      values (${version}, ${JSON.stringify(weights)}::jsonb, ${JSON.stringify(rules)}::jsonb, ${this.now})`.execute(
      this.ctx.db,
    )
    this.versions.set(version, { weights, rules })
  }

  async rescore(people: Person[]): Promise<void> {
    for (const person of people) {
      await sql`select rescore_lead(${person.id}, ${this.newest}, ${this.now})`.execute(this.ctx.db)
      person.floor = this.newest
    }
  }

  async merge(from: Person, to: Person): Promise<void> {
    const moved = await transact(this.ctx, ctx => mergeLedgers(ctx, { from: from.id, to: to.id }))
    for (const person of [from, to]) this.decay(person)
    const components = [
      ...new Set([...from.deeds, ...to.deeds].flatMap(({ deed }) => ('component' in deed ? deed.component : []))),
    ]
    const ids = new Set(from.deeds.map(({ at }) => at))
    this.merges.push({ from, to, moved, ids, before: { lastActive: to.lastActive, floor: to.floor } })
    to.deeds = [...to.deeds, ...from.deeds].toSorted((a, b) => a.at - b.at)
    to.deeds.push({
      at: ++this.count,
      deed: { kind: 'pooled', life: to.id, from: from.id, components, version: this.newest },
    })
    to.standing = [...to.standing, ...from.standing]
    from.deeds = []
    from.standing = []
    from.decayAt = null
    to.floor = Math.max(to.floor, from.floor)
    if (Temporal.Instant.compare(from.lastActive, to.lastActive) > 0) to.lastActive = from.lastActive
    this.settleDecay(to)
  }

  async unmerge(): Promise<Person | undefined> {
    const undo = this.merges.pop()
    if (!undo) return undefined
    const { from, to, moved, ids, before } = undo
    await transact(this.ctx, ctx => unmergeLedgers(ctx, { from: from.id, to: to.id, moved }))
    this.decay(to)
    const isTheirs = ({ at, deed }: Deeds[number]) =>
      ids.has(at) || (deed.kind === 'reversed' && ids.has(deed.reverses))
    from.deeds = to.deeds.filter(isTheirs)
    const pools = to.deeds.filter(({ deed }) => deed.kind === 'pooled' && deed.from === from.id)
    to.deeds = to.deeds.filter(one => !isTheirs(one) && !pools.includes(one))
    from.standing = to.standing.filter(stand => ids.has(stand.id))
    to.standing = to.standing.filter(stand => !ids.has(stand.id))
    if (to.lastActive.equals(from.lastActive)) to.lastActive = before.lastActive
    if (to.floor === from.floor) to.floor = before.floor
    for (const person of [from, to]) this.settleDecay(person)
    return from
  }

  private settleDecay(person: Person): void {
    const { engagement, intent } = scoreOf(this.sums(person))
    person.decayAt = engagement + intent > 0 ? this.nextDecay(person) : null
  }

  private sums(person: Person) {
    return evaluate(person.deeds, this.versions, person.floor)
  }

  /** Score = sum of the ledger = what the rules say = what playing the ledger again gives. */
  async check(person: Person): Promise<void> {
    const { rows } = await sql<
      Points & { temperature: string; sums: Record<string, number[]>; replayed: Record<string, number[]> }
    >`
      select engagement, intent, temperature, lead_sums(person_id) as sums,
        (select coalesce(jsonb_object_agg(component, jsonb_build_array(r.engagement, r.intent)), '{}')
          from replay_lead(person_id, weights_version) r) as replayed
      from leads where person_id = ${person.id}`.execute(this.ctx.db)
    const { sums, replayed, engagement, intent, temperature } = rows[0]!
    const expected = this.sums(person)
    const score = scoreOf(expected)
    const inCents = (sums: Record<string, number[]>) =>
      nonzero(Object.entries(sums).map(([component, points]) => [component, points.map(cents)]))
    const wanted = nonzero([...expected].map(([component, held]) => [component, [held.engagement, held.intent]]))
    expect(inCents(sums)).toEqual(wanted)
    expect(inCents(replayed)).toEqual(wanted)
    expect({ engagement: cents(engagement), intent: cents(intent) }).toEqual(score)
    const counted = [...person.deeds].every(({ deed }) => Math.max(deed.version, person.floor) === this.newest)
    const { weights, rules } = this.versions.get(this.newest)!
    if (counted) {
      expect(isWithin(expected, weights)).toBe(true)
      expect(temperature).toBe(temperatureOf(score, rules))
    }
  }
}

function cents(points: number): number {
  return Math.round(points * 100)
}

function nonzero(sums: [string, number[]][]): Record<string, number[]> {
  return Object.fromEntries(sums.filter(([, points]) => points.some(Boolean)))
}
