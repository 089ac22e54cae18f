import fs from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { refuse } from '../kernel/refusal.ts'
import type { DatabaseAddress } from './database-url.ts'

export type TlsMode = 'disable' | 'prefer' | 'require' | 'no-verify' | 'verify-ca' | 'verify-full'

export type TlsSettings = {
  /** Overrides the address's `sslmode`. */
  mode?: TlsMode
  /** A PEM file with the authorities to trust; `verify-full` becomes the default mode. */
  caFile?: string
}

export type TlsDecision = { mode: TlsMode; ssl: false | ConnectionOptions }

const MODES: TlsMode[] = ['disable', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full']

/** Hosts whose certificates the public authorities sign, so that they can be verified without a CA file. */
const PUBLICLY_SIGNED = /\.(neon\.tech|postgres\.database\.azure\.com|render\.com|cockroachlabs\.cloud)$/i

/** Hosts that want TLS and sign their own certificates: encrypted always, verified once a CA file is given. */
const SELF_SIGNED =
  /\.(rds\.amazonaws\.com|compute(-\d+)?\.amazonaws\.com|supabase\.(co|com)|db\.ondigitalocean\.com|aivencloud\.com|rlwy\.net|fly\.dev)$/i

/**
 * Decides how a server is spoken to. As in libpq, `require` encrypts without asking who answers unless authorities are given,
 * and `prefer` encrypts where the server can. Without a mode: off for this machine and a platform's private network, verified
 * or required for known managed hosts, else `prefer`.
 */
export function decideTls(address: DatabaseAddress, settings: TlsSettings = {}): TlsDecision {
  const named = settings.mode ?? address.sslmode
  if (named !== undefined && named !== 'allow' && !MODES.includes(named as TlsMode))
    refuse('invalid', 'storage.tls_mode', `sslmode may be ${MODES.join(', ')}.`)
  const caFile = settings.caFile ?? (address.sslrootcert === 'system' ? undefined : address.sslrootcert)
  const mode = named === 'allow' ? 'prefer' : ((named as TlsMode) ?? defaultMode(address.host, caFile !== undefined))
  if (mode === 'disable') return { mode, ssl: false }
  const ca = caFile === undefined ? undefined : readPem(caFile)
  const verifies = mode === 'verify-full' || mode === 'verify-ca' || (mode === 'require' && ca !== undefined)
  return {
    mode,
    ssl: {
      rejectUnauthorized: verifies,
      ...(ca && { ca }),
      ...(address.sslcert && { cert: readPem(address.sslcert) }),
      ...(address.sslkey && { key: readPem(address.sslkey) }),
      ...(verifies && mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    },
  }
}

function defaultMode(host: string, hasCa: boolean): TlsMode {
  if (host.startsWith('/')) return 'disable'
  if (hasCa) return 'verify-full'
  if (isPrivate(host)) return 'disable'
  if (PUBLICLY_SIGNED.test(host)) return 'verify-full'
  return SELF_SIGNED.test(host) ? 'require' : 'prefer'
}

/** This machine, and names that only a platform's own network resolves. */
function isPrivate(host: string): boolean {
  return /^(localhost|127\.[\d.]+|::1)$|\.(internal|flycast)$/i.test(host)
}

function readPem(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return refuse('invalid', 'storage.tls_file', `The certificate file ${file} cannot be read.`)
  }
}
