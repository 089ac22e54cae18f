import fs from 'node:fs'

type Snapshot = {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } }
  nodes: number[]
  strings: string[]
}

/** What there is more of in the second heap snapshot, by kind and constructor: the thirty that hold most more. */
export function compareSnapshots(first: string, last: string): string {
  const [before, after] = [census(first), census(last)]
  const rows = [...after]
    .map(([name, { count, bytes }]) => {
      const was = before.get(name) ?? { count: 0, bytes: 0 }
      return { name, count: count - was.count, bytes: bytes - was.bytes, now: count }
    })
    .filter(({ count, bytes }) => count > 0 && bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 30)
  const lines = rows.map(
    ({ name, count, bytes, now }) => `${String(bytes).padStart(10)} ${`+${count}`.padStart(8)} of ${now}  ${name}`,
  )
  return ['     bytes    count        what', ...lines].join('\n')
}

function census(file: string): Map<string, { count: number; bytes: number }> {
  const { snapshot, nodes, strings } = JSON.parse(fs.readFileSync(file, 'utf8')) as Snapshot
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [type, name, bytes] = ['type', 'name', 'self_size'].map(field => fields.indexOf(field)) as [
    number,
    number,
    number,
  ]
  const all = new Map<string, { count: number; bytes: number }>()
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[0][nodes[at + type]!]!
    const isText = kind.includes('string') || kind === 'number'
    const key = isText ? `(${kind})` : `${kind} ${strings[nodes[at + name]!]!.slice(0, 60)}`
    const sum = all.get(key) ?? { count: 0, bytes: 0 }
    sum.count++
    sum.bytes += nodes[at + bytes]!
    all.set(key, sum)
  }
  return all
}
