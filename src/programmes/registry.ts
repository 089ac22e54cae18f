import { refuse } from '../kernel/refusal.ts'
import { checkDefinition } from './check-definition.ts'
import type { Definition } from './definition.ts'
import { promptsOf } from './definition.ts'
import ps101 from './definitions/ps101-1.json' with { type: 'json' }
import express from './definitions/ps101-express-1.json' with { type: 'json' }

const known = new Map<string, Definition>()
const placesOfPrompt = new Map<string, string[]>()

/** Makes a version known to this process; a test brings its own. The same version again must be the same. */
export function knowProgramme(content: unknown): Definition {
  const { definition, problems } = checkDefinition(content, findDefinition)
  if (!definition || problems.length > 0) throw new Error(`A programme is not fit for release: ${problems.join('; ')}`)
  known.set(`${definition.key}@${definition.version}`, definition)
  placesOfPrompt.clear()
  return definition
}

export function findDefinition(key: string, version: number): Definition | undefined {
  return known.get(`${key}@${version}`)
}

export function knownDefinitions(): Definition[] {
  return [...known.values()]
}

/** The newest version of each programme, in the order in which they were made known. */
export function newestDefinitions(): Definition[] {
  const newest = new Map<string, Definition>()
  for (const definition of known.values())
    if ((newest.get(definition.key)?.version ?? 0) < definition.version) newest.set(definition.key, definition)
  return [...newest.values()]
}

/**
 * A version of a programme, the newest unless told. Refuses `programmes.unknown_programme`.
 */
export function programmeOf(key: string, version?: number): Definition {
  const found =
    version === undefined ? newestDefinitions().find(newest => newest.key === key) : findDefinition(key, version)
  return found ?? refuse('not_found', 'programmes.unknown_programme', 'There is no such programme.')
}

/** Where a prompt of this key stands, as `programme@version:kind`. */
export function placesOf(prompt: string): string[] {
  const cached = placesOfPrompt.get(prompt)
  if (cached) return cached
  const places = [...known.values()].flatMap(definition =>
    promptsOf(definition)
      .filter(({ key }) => key === prompt)
      .map(({ kind }) => `${definition.key}@${definition.version}:${kind}`),
  )
  // Keys come from outside: only those that stand somewhere are worth keeping.
  if (places.length > 0) placesOfPrompt.set(prompt, places)
  return places
}

knowProgramme(express)
knowProgramme(ps101)
