import { sql } from 'kysely'
import { audit, requireAccountId } from '../../accounts/index.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import type { State } from '../state.ts'
import { readOrigins } from './origins.ts'
import type { WidgetSettings, WidgetSettingsInput } from './schema.ts'

/** How the widget stands where nobody has said anything: nowhere but on our own pages. */
export function plainSettings(desk: WidgetSettings['desk']): WidgetSettings {
  return { origins: [], desk, color: '#0d5c4b', side: 'right', label: 'Chat with us', greeting: null }
}

/** What was saved last; undefined before the first time. */
export async function readSettings({ db }: Pick<Context, 'db'>): Promise<WidgetSettings | undefined> {
  const found = await sql<WidgetSettings>`
    select origins, desk, color, side, label, greeting from widget_settings order by number desc limit 1`.execute(db)
  return found.rows[0]
}

/** Saves how the widget stands, as a new row. Refuses `widget.origin` for what is no origin. */
export function saveSettings(ctx: Context, input: WidgetSettingsInput): Promise<WidgetSettings> {
  const { desk, color, side, label, greeting } = input
  const origins = readOrigins(input.origins)
  return transact(ctx, async ctx => {
    const saved = await sql<{ number: number }>`
      insert into widget_settings (origins, desk, color, side, label, greeting, saved_at, saved_by)
      values (${origins}::text[], ${desk}, ${color}, ${side}, ${label}, ${greeting}, ${ctx.now()}, ${requireAccountId(ctx)})
      returning number`.execute(ctx.db)
    const { number } = saved.rows[0]!
    await audit(ctx, 'widget.saved', { kind: 'settings', id: 'widget' }, { number, origins: origins.length })
    tell(ctx, { topic: 'settings', id: 'widget' })
    return { origins, desk, color, side, label, greeting }
  })
}

const FRESH_MS = 3_000

/**
 * The settings as pages need them on every visit of every site: read once in some seconds, and while the store is away those
 * known last.
 */
export function rememberSettings(state: State, desk: WidgetSettings['desk']) {
  let known = plainSettings(desk)
  let until = 0
  return {
    async read(): Promise<WidgetSettings> {
      if (state.phase !== 'ready' || !state.store?.reachable() || performance.now() < until) return known
      until = performance.now() + FRESH_MS
      try {
        known = (await readSettings(state.store)) ?? plainSettings(desk)
      } catch {
        // The widget's pages need nothing else of the store; what needs it says so itself.
      }
      return known
    },
    forget() {
      until = 0
    },
  }
}
export type KnownSettings = ReturnType<typeof rememberSettings>
