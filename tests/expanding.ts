/**
 * What of a migration the release before it could not live with, in words; nothing where it only adds. In a rolling deploy that
 * release reads and writes on, and after a roll-back it starts again.
 *
 * It reads the words of statements and not their meaning: bodies of functions and what a trigger refuses are for whoever reviews.
 */
export function takesAway(sql: string): string[] {
  const statements = bare(sql)
    .split(';')
    .map(statement => statement.trim().replace(/\s+/g, ' '))
    .filter(Boolean)
  const made = new Set(statements.flatMap(statement => statement.match(MAKES)?.[1] ?? []))
  return statements.flatMap(statement => wrongWith(statement, made))
}

const NAME = String.raw`(?:only )?(?:if exists )?(?:public\.)?"?(\w+)"?`
const MAKES =
  /^create (?:or replace )?(?:table|view|materialized view|function|procedure|type|domain|sequence|schema) (?:if not exists )?"?(\w+)/
const DROPS =
  /^drop (table|view|materialized view|function|procedure|type|domain|sequence|schema) (?:if exists )?"?(\w+)/

function wrongWith(statement: string, made: Set<string>): string[] {
  const [, kind, gone] = DROPS.exec(statement) ?? []
  if (gone && !made.has(gone)) return [`drops the ${kind} ${gone}`]
  if (/^(revoke|truncate)\b/.test(statement)) return [statement]
  if (/^alter (?!table)/.test(statement) && /\brename\b/.test(statement)) return [`renames: ${statement}`]
  const unique = new RegExp(`^create unique index .*? on ${NAME}`).exec(statement)
  if (unique && !made.has(unique[1]!)) return [`makes unique what may be there twice in ${unique[1]}`]
  const altered = new RegExp(`^alter table ${NAME} (.*)$`).exec(statement)
  if (!altered || made.has(altered[1]!)) return []
  return listed(altered[2]!).flatMap(action => wrongWithAction(action).map(what => `${altered[1]}: ${what}`))
}

function wrongWithAction(action: string): string[] {
  if (/^rename\b/.test(action)) return [action]
  if (/^drop (?!constraint|not null|default)/.test(action)) return [`drops a column: ${action}`]
  if (/^drop constraint .*_(pkey|key|excl)$/.test(action))
    return [`drops a key that others name in “on conflict”: ${action}`]
  if (/^alter (column )?"?\w+"? (set data )?type\b/.test(action)) return [`changes a type: ${action}`]
  if (/^alter (column )?"?\w+"? set not null/.test(action)) return [`wants what was not written before: ${action}`]
  if (/^alter (column )?"?\w+"? drop default/.test(action)) return [`takes a default: ${action}`]
  if (/^add (column )?(?!constraint|check|unique|primary|foreign|exclude)/.test(action))
    return /\bnot null\b/.test(action) && !/\b(default|generated)\b/.test(action)
      ? [`wants a column that was not written before: ${action}`]
      : []
  if (/^add (constraint "?\w+"? )?(unique|primary|exclude)/.test(action)) return [`adds a key: ${action}`]
  if (/^add (constraint "?\w+"? )?(check|foreign)/.test(action) && !/\bnot valid$/.test(action))
    return [`holds everybody up while it looks at each row, instead of “not valid”: ${action}`]
  return []
}

/** Without comments, strings and bodies. */
function bare(sql: string): string {
  return sql
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/--.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .toLowerCase()
}

/** The parts between commas that stand in no brackets. */
function listed(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return parts.map(part => part.trim())
}
