import { parse } from 'csv-parse/sync'
import { minorDigits } from '../../kernel/money.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { RawEntry } from './entry.ts'
import { htmlToText, unescapeHtml } from './html-text.ts'
import type { PostingFormat } from './schema.ts'

/** `complete`: the file says of itself that it holds everything its source offers. */
export type ReadFile = { entries: RawEntry[]; complete: boolean | null }

type Item = Record<string, unknown>

/** The entries of a file, not judged yet. Refuses `catalogue.file_unreadable` for what is not of its format. */
export function readEntries(bytes: Uint8Array, format: PostingFormat): ReadFile {
  const text = decode(bytes)
  if (format === 'csv') return { entries: readCsv(text), complete: null }
  const document = parseJson(text)
  if (format === 'greenhouse') return readGreenhouse(document)
  if (format === 'remoteok') return { entries: readRemoteOk(document), complete: null }
  const list = Array.isArray(document) ? document : (document as { jobs?: unknown } | null)?.jobs
  if (!Array.isArray(list)) return unreadable('The file is neither a list of jobs nor an object with a list `jobs`.')
  const told = (document as { complete?: unknown }).complete
  return { entries: list.map(fromJson), complete: typeof told === 'boolean' ? told : null }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return unreadable('The file is not UTF-8 text.')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return unreadable('The file is no JSON.')
  }
}

function unreadable(message: string): never {
  refuse('invalid', 'catalogue.file_unreadable', { field: 'file', message })
}

const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() ? value.trim() : typeof value === 'number' ? String(value) : null
const written = (value: unknown) => JSON.stringify(value) ?? ''

/** As postings are given out: the same names, so that what was exported can come back. */
function fromJson(item: unknown, index: number): RawEntry {
  const fields: Item = isItem(item) ? { ...item, sourceId: item.sourceId ?? item.source_id ?? item.id } : {}
  if (typeof fields.place === 'string') fields.place = placeOf(fields.place)
  return { line: index + 1, fields, content: written(item) }
}

/** A Greenhouse job board: its content is HTML, escaped once more. It knows neither level nor pay. */
function readGreenhouse(document: unknown): ReadFile {
  const jobs = isItem(document) ? document.jobs : undefined
  if (!Array.isArray(jobs)) return unreadable('The file has no list `jobs`.')
  const total = isItem((document as Item).meta) ? ((document as Item).meta as Item).total : undefined
  const entries = jobs.map((item, index): RawEntry => {
    const job = isItem(item) ? item : {}
    const location = isItem(job.location) ? textOf(job.location.name) : null
    const fields = {
      sourceId: textOf(job.id),
      title: textOf(job.title),
      company: textOf(job.company_name),
      description: htmlToText(unescapeHtml(textOf(job.content) ?? '')),
      place: placeOf(location),
      remote: remoteIn(location),
      url: textOf(job.absolute_url),
      postedAt: textOf(job.first_published) ?? textOf(job.updated_at),
    }
    return { line: index + 1, fields, content: written(item) }
  })
  return { entries, complete: typeof total !== 'number' || total <= jobs.length }
}

/** RemoteOK's list, whose first element is a legal notice. Salaries are whole US dollars a year; 0 means not told. */
function readRemoteOk(document: unknown): RawEntry[] {
  if (!Array.isArray(document)) return unreadable('The file is no list.')
  return document.flatMap((item, index): RawEntry[] => {
    const job = isItem(item) ? item : {}
    if (index === 0 && 'legal' in job && !('position' in job)) return []
    const dollars = (value: unknown) =>
      typeof value === 'number' && value > 0
        ? Math.round(value * 100)
        : textOf(value)
          ? Number(value) * 100 || null
          : null
    const min = dollars(job.salary_min)
    const max = dollars(job.salary_max)
    const fields = {
      sourceId: textOf(job.id),
      title: unescapeHtml(textOf(job.position) ?? '') || null,
      company: unescapeHtml(textOf(job.company) ?? '') || null,
      description: htmlToText(textOf(job.description) ?? ''),
      place: placeOf(textOf(job.location)),
      remote: 'remote',
      pay: min || max ? { min, max, currency: 'USD', per: 'year' } : null,
      skills: Array.isArray(job.tags) ? job.tags.filter(tag => typeof tag === 'string') : [],
      url: textOf(job.url),
      postedAt: textOf(job.date),
    }
    return [{ line: index + 1, fields, content: written(item) }]
  })
}

function readCsv(text: string): RawEntry[] {
  const heading = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? ''
  const delimiter = [',', ';', '\t'].reduce((a, b) => (heading.split(b).length > heading.split(a).length ? b : a))
  let rows: { record: string[]; info: { lines: number } }[]
  try {
    rows = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as typeof rows
  } catch (error) {
    return unreadable(`The file is no CSV: ${(error as Error).message.slice(0, 160)}.`)
  }
  const [first, ...rest] = rows
  const names = (first?.record ?? []).map(name => name.trim().toLowerCase())
  const missing = ['source_id', 'title', 'company'].filter(name => !names.includes(name))
  if (missing.length > 0)
    refuse('invalid', 'catalogue.columns_missing', {
      field: 'file',
      message: `The heading lacks ${missing.join(', ')}. docs/jobs.md lists the columns.`,
    })
  return rest.map(({ record, info }) => {
    const cell = Object.fromEntries(names.map((name, at) => [name, record[at]?.trim() ?? '']))
    const list = (value: string | undefined) =>
      (value ?? '')
        .split(/[;|]/)
        .map(word => word.trim())
        .filter(Boolean)
    const hasPay = cell.pay_min || cell.pay_max
    const fields = {
      ...{ sourceId: cell.source_id, title: cell.title, company: cell.company, description: cell.description },
      place: {
        ...placeOf(cell.place ?? null),
        ...(cell.city && { city: cell.city }),
        ...(cell.country && { country: cell.country }),
      },
      ...{ remote: cell.remote, type: cell.type, level: cell.level, url: cell.url },
      pay: hasPay
        ? {
            min: minorOf(cell.pay_min, cell.pay_currency),
            max: minorOf(cell.pay_max, cell.pay_currency),
            currency: cell.pay_currency ?? '',
            per: cell.pay_per ?? '',
          }
        : null,
      ...{ skills: list(cell.skills), values: list(cell.values), postedAt: cell.posted_at, closedAt: cell.closed_at },
    }
    return { line: info.lines, fields, content: written(cell) }
  })
}

/** `45000` or `17.50` of a currency in its minor units; what is no number stays text, and is refused as pay. */
function minorOf(text: string | undefined, currency: string | undefined): number | string | null {
  if (!text) return null
  if (!/^\d{1,12}(\.\d{1,3})?$/.test(text)) return text
  if (!/^[A-Za-z]{3}$/.test(currency ?? '')) return text
  return Math.round(Number(text) * 10 ** minorDigits(currency!.toUpperCase()))
}

const WORDS = /\b(remote|anywhere|worldwide|work from home|distributed)\b/i

function remoteIn(text: string | null): 'remote' | 'hybrid' | null {
  if (text && /\bhybrid\b/i.test(text)) return 'hybrid'
  return text && WORDS.test(text) ? 'remote' : null
}

/** `Berlin, Germany` or `Denver, CO, US`: the city is what stands first, unless it is a word for anywhere. */
function placeOf(text: string | null) {
  if (!text) return null
  const parts = text
    .split(/[,;·|(]/)
    .map(part => part.replace(/[)]/g, '').trim())
    .filter(Boolean)
  const [first = '', ...rest] = parts.filter(part => !WORDS.test(part) && !/^hybrid$/i.test(part))
  const country = [first, ...rest].map(countryCode).findLast(code => code !== undefined)
  const city = first && !(rest.length === 0 && countryCode(first)) ? first : null
  return { text, city, country: country ?? null }
}

const countries = new Map<string, string>()
for (const code of (
  'AE AR AT AU BD BE BG BR CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GH GR HK HR HU ID IE IL IN IT JP KE KR LK LT LU LV ' +
  'MA MT MX MY NG NL NO NP NZ PE PH PK PL PT QA RO RS SA SE SG SI SK TH TR TW UA US VN ZA'
).split(' ')) {
  const name = new Intl.DisplayNames('en', { type: 'region' }).of(code)
  if (name) countries.set(name.toLowerCase(), code)
  countries.set(code.toLowerCase(), code)
}
for (const [name, code] of Object.entries({
  usa: 'US',
  uk: 'GB',
  'united states of america': 'US',
  england: 'GB',
  uae: 'AE',
}))
  countries.set(name, code)
// What in a place is far more often a state of the US than a country.
for (const state of ['ca', 'co', 'de', 'in', 'il', 'ar', 'ma', 'mt', 'pa', 'al', 'ga', 'id', 'sc', 'sd', 'va', 'ky'])
  countries.delete(state)

/** The ISO code of a country by its English name or code. */
export function countryCode(text: string): string | undefined {
  return countries.get(text.trim().toLowerCase())
}
