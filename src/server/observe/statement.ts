import { createHash } from 'node:crypto'

/** What a statement is called by: its kind and the first table that it names, both from short lists; never its text. */
export type Statement = { kind: Kind; table: string; text: string; fingerprint: string }

const KINDS = ['select', 'insert', 'update', 'delete', 'merge', 'begin', 'commit', 'rollback', 'savepoint'] as const
export type Kind = (typeof KINDS)[number] | 'other'

/** Search builds its statements from the wish: of further texts each is read anew. */
const MOST = 2_000
const LONGEST = 2_000

const known = new Map<string, Statement>()

/** Reads a statement's name from its text; the same text is read once. */
export function statementOf(text: string): Statement {
  const had = known.get(text)
  if (had) return had
  const shown = withoutLiterals(text).replace(/\s+/g, ' ').trim()
  const kind = kindOf(shown)
  const fingerprint = createHash('sha256').update(shown).digest('base64url').slice(0, 12)
  const statement = { kind, table: tableOf(shown, kind), text: shown.slice(0, LONGEST), fingerprint }
  if (known.size < MOST) known.set(text, statement)
  return statement
}

/**
 * The text with `?` for each literal. Ours carry what people say as parameters; but constants of the code and of a form cannot be told
 * from it by looking, so that all go: strings in every spelling that PostgreSQL knows, and numbers. Comments go too.
 */
export function withoutLiterals(text: string): string {
  return text.replace(
    /--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|("(?:[^"]|"")*"|\$\d+|[A-Za-z_][\w$]*)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
    (found, _tag, name) => {
      if (name !== undefined) return name
      return found.startsWith('--') || found.startsWith('/*') ? ' ' : '?'
    },
  )
}

/** Of a statement that begins `with`, what it does in the end, as far as words tell: any that writes is a writing one. */
function kindOf(text: string): Kind {
  const first = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? ''
  if (first === 'with') {
    const written = /\b(insert|update|delete|merge)\b(?! skip| of| no)/i.exec(
      text.replace(/\bfor (no key )?update\b/gi, ''),
    )
    return (written?.[1]?.toLowerCase() as Kind | undefined) ?? 'select'
  }
  if (first === 'start') return 'begin'
  return (KINDS as readonly string[]).includes(first) ? (first as Kind) : 'other'
}

const TABLE: Partial<Record<Kind, RegExp>> = {
  insert: /\binsert into\s+"?([a-z_][a-z0-9_]*)/i,
  update: /\bupdate\s+"?([a-z_][a-z0-9_]*)/i,
  delete: /\bdelete from\s+"?([a-z_][a-z0-9_]*)/i,
  merge: /\bmerge into\s+"?([a-z_][a-z0-9_]*)/i,
  select: /\bfrom\s+"?([a-z_][a-z0-9_]*)/i,
}

/** `from` and `update` that name no table: of a function, of a comparison, of a lock. */
const NO_TABLE =
  /\b(?:extract|substring|trim|overlay)\s*\([^()]*?\bfrom\b|\bdistinct from\b|\bfor (?:no key )?update\b/gi

/** The first table or function of rows; `none` where there is none, `cte` for a name that the statement itself gives. */
function tableOf(text: string, kind: Kind): string {
  const told = text.replace(NO_TABLE, ' ')
  const name = TABLE[kind]?.exec(told)?.[1]?.toLowerCase()
  if (!name || ['set', 'select', 'lateral', 'only'].includes(name)) return 'none'
  const given = new Set(lowerCased(told, /(?:\bwith(?: recursive)?|,)\s+([a-z_][a-z0-9_]*)\s+as\b/gi))
  if (!given.has(name)) return name
  return lowerCased(told, /\bfrom\s+"?([a-z_][a-z0-9_]*)/gi).find(one => !given.has(one)) ?? 'cte'
}

const lowerCased = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(found => found[1]!.toLowerCase())
