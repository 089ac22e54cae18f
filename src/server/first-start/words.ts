import type { Hold } from '../../storage/copy/index.ts'
import type { Store } from '../../storage/index.ts'
import type { Found } from './folder.ts'
import type { Holdings, Told } from './schema.ts'

/** `3 people, 1 conversation`; what there is none of is left out. */
export function countsOf(holdings: Holdings): string {
  const parts = [
    count(holdings.people, 'person', 'people'),
    count(holdings.accounts, 'account'),
    count(holdings.conversations, 'conversation'),
    count(holdings.appointments, 'appointment'),
    count(holdings.files, 'file'),
  ].filter(part => part !== undefined)
  return parts.length > 0 ? parts.join(', ') : 'settings or a catalogue'
}

function count(many: number, one: string, more = `${one}s`): string | undefined {
  return many === 0 ? undefined : `${many.toLocaleString('en-IN')} ${many === 1 ? one : more}`
}

/** What lies in a folder, as half a sentence. */
export function holdingsText({ holdings, trouble, movedTo }: Told['folder']): string {
  if (!holdings) return `holds a database that could not be looked into. ${trouble}`
  const newest = holdings.newestAt ? `; the newest of it is of ${holdings.newestAt.replace(/\.\d+Z$/, 'Z')}` : ''
  return `holds ${countsOf(holdings)}${newest}${movedTo ? `. It all moved to ${movedTo} before: is that the database you mean?` : ''}`
}

const line = (label: string, text: string) => `  ${label.padEnd(16)}${text}`

/** The block in the log of a start that waits to be told. */
export function undecidedBlock(
  told: Told,
  database: { label: string; from: string; unfinished: boolean },
  link: string,
): string[] {
  return [
    '',
    database.unfinished
      ? 'Mosaic waits: a move into its database was begun and did not come to its end.'
      : 'Mosaic waits: its database holds nobody’s data, and the data folder does. Nobody is shown an empty house.',
    line('folder', `${told.folder.path} ${holdingsText(told.folder)}`),
    line('database', `${database.label} (${database.from}) ${database.unfinished ? 'is filled in part' : 'is empty'}`),
    '  Visitors read that we are back soon. Choose:',
    line('one click', link),
    line('', 'shows how far it is, and needs no restart; anybody who has this link may choose'),
    line('a command', told.command),
    line('unattended', 'MOSAIC_MOVE=on-start moves the folder at the start, once'),
    ...(database.unfinished
      ? []
      : [line('an empty house', 'by the same link, or MOSAIC_MOVE=never; the folder is left as it is')]),
    '',
  ]
}

/** The log of a process that has no folder to move, while another one has, or had. */
export function waitsForOthers(unfinished: boolean): string {
  return unfinished
    ? 'A move into this database was begun and is not at its end. This process has no folder to move from and waits. Start Mosaic where the folder is, run “mosaic move” again there, or give it up with “mosaic move --cancel”.'
    : 'Another process of this Mosaic has a folder with data and asks what is to become of it: this one waits, and shows nobody an empty house. The log of the other one has the link.'
}

/** Where both hold data, and no move tells that one came from the other. */
export function bothHold(folder: string, found: Exclude<Found, { kind: 'nothing' }>): string {
  return found.kind === 'people'
    ? `The data folder ${folder} also holds ${countsOf(found.holdings)} that are not in this database. Mosaic uses the database and leaves the folder alone.`
    : `The data folder ${folder} also holds a database, which could not be looked into (${found.trouble}), and was not moved into this one.`
}

/** Where a folder was moved here, and its hold was lifted afterwards. */
export function takesWritesAgain(folder: string, movedAt: string): string {
  return `The data folder ${folder} was moved into this database at ${movedAt}, and takes writes again: what was written there since is not here.`
}

/** The log of a start on a store whose data went elsewhere. */
export function heldBlock({ kind, label }: Pick<Store, 'kind' | 'label'>, { to, since, moved }: Hold): string[] {
  const name = kind === 'embedded' ? `the folder ${label}` : label
  const at = (instant: Temporal.Instant) => instant.round('second').toString()
  return [
    '',
    moved
      ? `Mosaic does not serve ${name}: this house moved to ${to} at ${at(moved)}.`
      : `Mosaic does not serve ${name}: this house has been on its way to ${to} since ${at(since)}.`,
    line('there', 'name that database in DATABASE_URL, and start again'),
    ...(moved ? [] : [line('unfinished', 'the same “mosaic move” goes on; “mosaic move --cancel” gives it up')]),
    line('here after all', `npm run -s mosaic -- move --release ${kind === 'embedded' ? label : 'current'}`),
    line('', 'lets it take writes again, which are then in this store alone; Mosaic goes on by itself'),
    '',
  ]
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
