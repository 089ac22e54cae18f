import { type Definition, definitionSchema, promptsOf } from './definition.ts'

export type Checked = { definition: Definition | undefined; problems: string[] }

/**
 * Whether a file's content is a version that can be released, and all that is wrong with it. `before` gives the version that it
 * follows, so that its map can be held against it.
 */
export function checkDefinition(
  content: unknown,
  before: (key: string, version: number) => Definition | undefined,
): Checked {
  const parsed = definitionSchema.safeParse(content)
  if (!parsed.success)
    return {
      definition: undefined,
      problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`),
    }
  const definition = parsed.data
  return { definition, problems: [...keysInOrder(definition), ...mapProblems(definition, before)] }
}

/** Keys say where a prompt stands: `6.2` is the second of step 6; with one step alone, `3` is the third. */
function keysInOrder({ steps }: Definition): string[] {
  return steps.flatMap((step, at) => [
    ...(step.number === at + 1 ? [] : [`steps.${at}: step ${step.number} stands in place ${at + 1}`]),
    ...step.prompts.flatMap((prompt, index) => {
      const due = steps.length === 1 ? `${index + 1}` : `${at + 1}.${index + 1}`
      return prompt.key === due ? [] : [`prompt ${prompt.key} stands where ${due} belongs`]
    }),
  ])
}

function mapProblems(
  definition: Definition,
  before: (key: string, version: number) => Definition | undefined,
): string[] {
  const { key, version, from } = definition
  if (!from)
    return version === 1 ? [] : [`version ${version} needs "from": where each prompt of the version before went`]
  if (from.version >= version) return [`from.version: ${from.version} is not before ${version}`]
  const old = before(key, from.version)
  if (!old) return [`from.version: there is no version ${from.version} of ${key}`]
  const now = new Map(promptsOf(definition).map(prompt => [prompt.key, prompt]))
  const asked = new Map(promptsOf(old).map(prompt => [prompt.key, prompt]))
  const missing = [...asked.keys()]
    .filter(prompt => !(prompt in from.map))
    .map(prompt => `from.map: ${prompt} is missing`)
  const wrong = Object.entries(from.map).flatMap(([prompt, target]) => {
    const was = asked.get(prompt)
    if (!was) return [`from.map: version ${from.version} has no prompt ${prompt}`]
    if (target === 'retired') return []
    const is = now.get(target)
    if (!is) return [`from.map.${prompt}: there is no prompt ${target}`]
    return is.kind === was.kind ? [] : [`from.map.${prompt}: a ${was.kind} cannot become a ${is.kind}`]
  })
  return [...missing, ...wrong]
}
