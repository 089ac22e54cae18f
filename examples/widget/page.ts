import { createHash } from 'node:crypto'

/** Keeps what is said until the script is there. */
const STUB = 'window.Mosaic = window.Mosaic || function () { (Mosaic.q = Mosaic.q || []).push(arguments) }'
/** By which a content security policy allows it. */
export const STUB_HASH = createHash('sha256').update(STUB).digest('base64')

/** The demo's page, in the forms that a site may have. `desk` is where Mosaic is, `tag` the script's own attributes. */
export function demoPage({ desk, tag, at }: { desk: string; tag: string; at: 'head' | 'body' }): string {
  const script = `<script async src="${desk}/widget.js" ${tag}></script>`
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Orchard Homes</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/style.css" />
    <script>${STUB}</script>
    ${at === 'head' ? script : ''}
  </head>
  <body>
    <main>
      <h1>Orchard Homes</h1>
      <p>Somebody else’s site. The button in the corner is Mosaic’s.</p>
      <p><button id="count" type="button">Clicked 0 times</button></p>
      <p><button id="sign-in" type="button">Sign in as Asha</button> <button id="sign-out" type="button">Sign out</button></p>
      <p><button id="ask" type="button">Ask about Velmora Avalon</button></p>
      <pre id="events" aria-label="What the widget told"></pre>
    </main>
    <script src="/site.js"></script>
    ${at === 'body' ? script : ''}
  </body>
</html>
`
}

/** Rules that would spoil a button that is not kept apart from them. */
export const SITE_CSS = `
body { margin: 0; font: 18px/1.5 Georgia, serif; background: #fdf8ee; color: #2a2118; min-height: 150vh }
main { max-width: 40rem; margin: 0 auto; padding: 3rem 1rem }
div { display: none !important; opacity: 0.1; transform: scale(0.2) }
button { all: unset; padding: 0.5rem 1rem; background: #7b2d26; color: #fff; cursor: pointer; text-transform: uppercase }
iframe { width: 10px; height: 10px; border: 5px solid red }
`

/** What a site does with the widget: fill in, name its user, hear what happens. */
export const SITE_JS = `
'use strict'
let clicks = 0
const by = id => document.getElementById(id)
by('count').onclick = () => { by('count').textContent = 'Clicked ' + ++clicks + ' times' }
by('ask').onclick = () => { Mosaic('set', { listing: 'velmora-avalon' }); Mosaic('open') }
by('sign-in').onclick = async () => {
  const { token } = await (await fetch('/token?user=asha')).json()
  Mosaic('identify', { token })
}
by('sign-out').onclick = () => Mosaic('reset')
for (const name of ['open', 'close', 'ready', 'message', 'booked', 'identified', 'failed', 'problem'])
  Mosaic('on', name, detail => {
    by('events').textContent += name + (Object.keys(detail).length ? ' ' + JSON.stringify(detail) : '') + '\\n'
  })
`
