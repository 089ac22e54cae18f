/** A calendar file as jCal (RFC 7265). */
export type Property = [name: string, parameters: Record<string, string | string[]>, type: string, ...values: unknown[]]
export type Component = [name: string, properties: Property[], parts: Component[]]

export const partsOf = (parts: Component[], name: string) => parts.filter(part => part[0] === name)
export const propertyOf = (part: Component, name: string) => part[1].find(property => property[0] === name)
export const textOfProperty = (part: Component, name: string) => String(propertyOf(part, name)?.[3] ?? '')
