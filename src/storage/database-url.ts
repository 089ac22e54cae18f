import { refuse } from '../kernel/refusal.ts'

/** A parsed `postgres://` address. Nothing of it but `label` may be printed. */
export type DatabaseAddress = {
  host: string
  port: number
  user?: string
  password?: string
  database?: string
  applicationName?: string
  options?: string
  sslmode?: string
  sslrootcert?: string
  sslcert?: string
  sslkey?: string
  /** Host and database, without credentials. */
  label: string
}

/**
 * Reads a PostgreSQL address as libpq does: percent-encoded parts, `?host=/folder` for a unix socket, `sslmode` and the
 * certificates' files. Refuses `storage.malformed_url` without repeating any of it, because it holds a password.
 */
export function parseDatabaseUrl(url: string, setting = 'DATABASE_URL'): DatabaseAddress {
  const malformed = (why: string): never =>
    refuse('invalid', 'storage.malformed_url', {
      field: setting,
      message: `${setting} ${why} Write it as postgres://user:password@host:5432/database, with special characters of the password percent-encoded (@ as %40, # as %23, / as %2F).`,
    })
  const parsed = tryUrl(url) ?? malformed('is not an address.')
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) malformed('does not begin with postgres:// or postgresql://.')
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return malformed('holds a % that is not followed by two hexadecimal digits.')
    }
  }
  const query = parsed.searchParams
  const host = query.get('host') || decode(parsed.hostname).replace(/^\[|\]$/g, '') || 'localhost'
  if (host.includes(',')) malformed('names several hosts; name the one that accepts writes.')
  const port = Number(parsed.port || query.get('port') || 5432)
  if (!Number.isInteger(port) || port < 1 || port > 65535) malformed('has a port that is not a number from 1 to 65535.')
  const database = decode(parsed.pathname.slice(1)) || query.get('dbname') || undefined
  if (database?.includes('/')) malformed('has a / in the name of the database.')
  return {
    host,
    port,
    user: decode(parsed.username) || query.get('user') || undefined,
    password: decode(parsed.password) || query.get('password') || undefined,
    database,
    applicationName: query.get('application_name') || undefined,
    options: query.get('options') || undefined,
    sslmode: query.get('sslmode') || (isOn(query.get('ssl')) ? 'require' : undefined),
    sslrootcert: query.get('sslrootcert') || undefined,
    sslcert: query.get('sslcert') || undefined,
    sslkey: query.get('sslkey') || undefined,
    label: `${host.startsWith('/') ? 'local socket' : host}/${database ?? ''}`,
  }
}

function tryUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

function isOn(value: string | null): boolean {
  return value === 'true' || value === '1'
}
