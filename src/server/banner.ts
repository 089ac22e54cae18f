import { release } from './release.ts'
import type { Running } from './start.ts'

const STORE = { embedded: 'embedded PostgreSQL', memory: 'throwaway PostgreSQL', server: 'PostgreSQL server' }
const SIGN = { yes: 'yes', no: 'NO', unknown: 'not known' }

/** What an operator sees once Mosaic is ready: the store, whether it survives a redeploy and why, and where to go. */
export function startBlock({ state, config, address }: Running, firstAdministrator: string | undefined): string[] {
  const { store, verdict } = state
  const line = (label: string, text: string) => `  ${label.padEnd(16)}${text}`
  return [
    '',
    `Mosaic ${release}`,
    line('store', `${STORE[store!.kind]} ${store!.version}, ${store!.label}${store!.from ? ` (${store!.from})` : ''}`),
    line('data survives', `${SIGN[verdict!.survives]}: ${verdict!.sentence}`),
    ...(verdict!.advice ? [line('', verdict!.advice)] : []),
    line(
      'assistant',
      config.OPENAI_API_KEY ? `${config.OPENAI_MODEL} with rules behind it` : 'rules (set OPENAI_API_KEY for a model)',
    ),
    line('open', publicAddress(config.publicUrl, address)),
    ...(config.publicUrlUnknown
      ? [line('', 'PUBLIC_URL is not set, so links say localhost: set it to the address that people open')]
      : []),
    ...(firstAdministrator
      ? [
          line('administrator', `${firstAdministrator}`),
          line('', 'opens once, within 24 hours; makes the first administrator'),
        ]
      : []),
    '',
  ]
}

function publicAddress(publicUrl: string, address: string): string {
  return publicUrl.startsWith('http://localhost:') ? address : publicUrl
}
