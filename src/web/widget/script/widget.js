// biome-ignore-all lint/complexity/useOptionalChain: sites have browsers of 2018
/*! Mosaic widget: a button and a frame. Nothing of it covers the page while the frame is not there. See docs/widget.md. */
;(() => {
  const HOUSE = /* settings */ {}
  const stub = window.Mosaic
  if (stub && stub.loaded) return
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]')
  if (!script || !script.src) return
  const BASE = new URL(script.src).origin
  const data = script.dataset
  const pick = (name, allowed) => (allowed.test(data[name] || '') ? data[name] : HOUSE[name])
  const color = pick('color', /^#[0-9a-f]{6}$/i) || '#0d5c4b'
  const side = pick('side', /^(left|right)$/) || 'right'
  const desk = pick('desk', /^(sales|career)$/) || 'sales'
  const label = (data.label || HOUSE.label || 'Chat with us').slice(0, 40)
  const greeting = data.greeting === undefined ? HOUSE.greeting : data.greeting.slice(0, 120)
  const storage = data.storage || 'marks'
  const waitMs = Math.min(60, Math.max(2, Number(data.timeout) || 12)) * 1000
  const page = BASE + (desk === 'career' ? '/career' : '/')

  // Marks in the site's own storage, which may be denied: then this page knows them alone.
  const kept = (name, value) => {
    if (storage === 'none') return null
    try {
      if (value === undefined) return localStorage.getItem(`mosaic.${name}`)
      if (value === null) localStorage.removeItem(`mosaic.${name}`)
      else localStorage.setItem(`mosaic.${name}`, value)
    } catch (_) {}
    return null
  }

  const listeners = {}
  const tell = (name, detail) => {
    for (const heard of (listeners[name] || []).slice())
      try {
        heard(detail || {})
      } catch (error) {
        setTimeout(() => {
          throw error
        })
      }
  }

  const variables = {}
  let token = data.token || null
  let host
  let root
  let launcher
  let panel
  let frame = null
  let timer
  let state = 'new' // new, loading, ready, failed
  let isOpen = false
  let isShown = data.launcher !== 'none'
  let unread = 0
  let before = null
  let returns = 0
  let wiped = false

  const LONGEST = { name: 120, email: 254, phone: 40, listing: 200 }
  const NAMES = Object.keys(LONGEST)
  const setVariables = given => {
    for (const name of Object.keys(given || {})) {
      const value = given[name]
      if (NAMES.indexOf(name) < 0) console.warn(`Mosaic: there is no variable "${name}".`)
      else if (value === null || value === undefined || value === '') delete variables[name]
      else variables[name] = String(value).slice(0, LONGEST[name])
    }
    post({ type: 'variables', variables })
  }

  const hostOf = address => {
    try {
      const found = new URL(address).host
      return found === location.host ? '' : found
    } catch (_) {
      return ''
    }
  }
  // Where the visitor first came from: an origin, a path, a host, the five utm words.
  const firstTouch = () => {
    try {
      const known = JSON.parse(kept('source') || 'null')
      if (known) return known
    } catch (_) {}
    const query = new URLSearchParams(location.search)
    const utm = {}
    for (const word of ['source', 'medium', 'campaign', 'term', 'content'])
      if (query.get(`utm_${word}`)) utm[word] = query.get(`utm_${word}`).slice(0, 100)
    const touch = {
      site: location.origin,
      page: location.pathname.slice(0, 300),
      referrer: hostOf(document.referrer),
      utm,
    }
    kept('source', JSON.stringify(touch))
    return touch
  }
  const touch = firstTouch()

  const post = message => {
    if (frame && frame.contentWindow && state !== 'failed')
      frame.contentWindow.postMessage(Object.assign({ mosaic: 1 }, message), BASE)
  }

  const make = (tag, attributes, ...children) => {
    const node = /^(svg|path)$/.test(tag)
      ? document.createElementNS('http://www.w3.org/2000/svg', tag)
      : document.createElement(tag)
    for (const name of Object.keys(attributes || {})) node.setAttribute(name, attributes[name])
    node.append(...children)
    return node
  }
  const icon = (...lines) =>
    make(
      'svg',
      {
        viewBox: '0 0 24 24',
        width: 26,
        height: 26,
        fill: 'none',
        stroke: 'currentColor',
        'stroke-width': 2,
        'aria-hidden': 'true',
      },
      ...lines.map(d => make('path', { d, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' })),
    )
  const CHAT = 'M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12Z'
  const CROSS = ['M6 6l12 12', 'M18 6L6 18']

  // Relative luminance (WCAG 2.2): the sign on the button is white or nearly black, whichever is read better.
  const channels = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255)
  const light = channels.map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  const onColor = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.18 ? '#101513' : '#ffffff'

  const edge = `max(1rem, env(safe-area-inset-${side}))`
  const CSS = `
    :host{all:initial!important;position:fixed!important;${side}:0!important;bottom:0!important;width:0!important;
      height:0!important;z-index:2147483000!important;display:block!important;color-scheme:light dark!important}
    *{box-sizing:border-box;font-family:system-ui,-apple-system,"Segoe UI",sans-serif}
    [hidden]{display:none!important}
    button,a{font:inherit;cursor:pointer;-webkit-tap-highlight-color:transparent}
    :focus-visible{outline:3px solid ${onColor};outline-offset:-5px}
    .launcher{position:fixed;${side}:${edge};bottom:max(1rem,env(safe-area-inset-bottom));width:56px;height:56px;padding:0;
      border:0;border-radius:50%;background:${color};color:${onColor};display:flex;align-items:center;justify-content:center;
      text-decoration:none;box-shadow:0 4px 18px rgb(0 0 0/.28)}
    .dot{position:absolute;top:-2px;right:-2px;min-width:20px;height:20px;padding:0 5px;border-radius:10px;background:#b3261e;
      color:#fff;font-size:12px;font-weight:600;line-height:20px;text-align:center}
    .note{position:fixed;${side}:${edge};bottom:calc(max(1rem,env(safe-area-inset-bottom)) + 68px);max-width:min(280px,calc(100vw - 2rem));
      background:#fff;color:#14201b;border-radius:14px;padding:12px 40px 12px 16px;font-size:15px;line-height:1.4;
      box-shadow:0 4px 22px rgb(0 0 0/.2)}
    .note a{color:#0d5c4b;font-weight:600}
    .note button{position:absolute;top:2px;right:2px;width:36px;height:36px;border:0;background:none;color:#58665f;
      display:flex;align-items:center;justify-content:center}
    .note :focus-visible,.bar :focus-visible{outline:2px solid currentColor;outline-offset:-4px}
    .panel{position:fixed;${side}:${edge};bottom:calc(max(1rem,env(safe-area-inset-bottom)) + 68px);
      width:min(400px,calc(100vw - 2rem));height:min(640px,calc(100vh - 112px));display:flex;flex-direction:column;overflow:hidden;
      border-radius:16px;background:#fbfbfa;color:#14201b;box-shadow:0 12px 48px rgb(0 0 0/.3)}
    .bar{flex:none;display:flex;align-items:center;justify-content:space-between;background:${color};color:${onColor};
      padding-top:0;min-height:48px;padding-left:16px;font-size:15px;font-weight:600}
    .bar button{width:48px;height:48px;border:0;background:none;color:inherit;display:flex;align-items:center;justify-content:center}
    .wait{margin:auto;padding:24px;font-size:15px;color:#58665f}
    iframe{flex:1;width:100%;min-height:0;border:0;background:transparent;color-scheme:normal}
    .panel.loading iframe{position:absolute;visibility:hidden}
    @media (prefers-color-scheme:dark){.panel{background:#101513;color:#eaf0ed}.wait{color:#9eaaa4}
      .note{background:#1e2522;color:#eaf0ed}.note a{color:#6ad0b3}.note button{color:#9eaaa4}}
    @media (max-width:480px),(max-height:480px){.panel{inset:0;width:100%;height:100%;border-radius:0}
      .bar{padding-top:env(safe-area-inset-top)}.open .launcher{display:none}}
    @media (prefers-reduced-motion:no-preference){.launcher{transition:transform .15s}.launcher:hover{transform:scale(1.05)}
      .panel,.note{animation:in .18s ease-out}@keyframes in{from{opacity:0;transform:translateY(8px)}}}`

  const dress = shadow => {
    // A sheet made by a script is no inline style: it needs nothing of the site's content security policy.
    try {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(CSS)
      shadow.adoptedStyleSheets = [sheet]
    } catch (_) {
      const style = make('style', script.nonce ? { nonce: script.nonce } : {})
      style.textContent = CSS
      shadow.append(style)
    }
  }

  const draw = () => {
    if (!root) return
    root.className = isOpen ? 'open' : ''
    if (panel) panel.hidden = !isOpen
    if (panel) panel.className = `panel ${state}`
    if (!launcher) return
    launcher.hidden = !isShown
    if (state === 'failed') return
    launcher.setAttribute('aria-expanded', String(isOpen))
    const sign = isOpen ? icon(...CROSS) : icon(CHAT)
    const name = isOpen ? 'Close the chat' : unread ? `${label}, ${unread} new` : label
    launcher.setAttribute('aria-label', name)
    launcher.textContent = ''
    launcher.append(sign)
    if (unread && !isOpen) {
      const dot = make('span', { class: 'dot', 'aria-hidden': 'true' })
      dot.textContent = unread > 9 ? '9+' : String(unread)
      launcher.append(dot)
    }
    if (note && (isOpen || !isShown)) dropNote()
  }

  let note = null
  const dropNote = () => {
    if (note) note.remove()
    note = null
  }
  const showNote = (...content) => {
    dropNote()
    const close = make('button', { type: 'button', 'aria-label': 'Dismiss' }, icon(...CROSS))
    close.addEventListener('click', dropNote)
    note = make('div', { class: 'note', role: 'status' }, ...content, close)
    root.append(note)
  }

  // The frame cannot come up: the button becomes a plain link to the chat's own page.
  const fail = reason => {
    if (state === 'failed') return
    state = 'failed'
    clearTimeout(timer)
    const wasOpen = isOpen
    isOpen = false
    if (panel) panel.remove()
    panel = frame = null
    const link = { href: page, target: '_blank', rel: 'noopener' }
    const old = launcher
    launcher = make(
      'a',
      Object.assign({ class: 'launcher', 'aria-label': `${label} (opens in a new tab)` }, link),
      icon(CHAT),
    )
    old.replaceWith(launcher)
    draw()
    if (wasOpen && isShown) {
      showNote('The chat cannot open on this page. ', make('a', link, 'Open it in a new tab'))
      launcher.focus()
    }
    if (wasOpen) tell('close')
    tell('failed', { reason })
  }

  const load = () => {
    if (frame || state === 'failed' || !root) return
    if (location.origin === 'null') return fail('origin')
    const query = new URLSearchParams({ origin: location.origin, desk })
    frame = make('iframe', {
      title: label,
      allow: 'clipboard-write',
      referrerpolicy: 'origin',
      src: `${BASE}/embed?${query}`,
    })
    if (data.credentialless !== undefined) frame.setAttribute('credentialless', '')
    const close = make('button', { type: 'button', 'aria-label': 'Close the chat' }, icon(...CROSS))
    close.addEventListener('click', shut)
    const wait = make('p', { class: 'wait', role: 'status' }, 'Opening the chat …')
    panel = make(
      'div',
      { class: 'panel', role: 'dialog', 'aria-label': label },
      make('div', { class: 'bar' }, make('span', {}, label), close),
      wait,
      frame,
    )
    state = 'loading'
    root.append(panel)
    timer = setTimeout(fail, waitMs, 'timeout')
    resize()
    draw()
  }

  const open = () => {
    if (!root) return void (isOpen = true)
    if (state === 'failed') return void window.open(page, '_blank', 'noopener')
    if (isOpen && panel) return
    before = document.activeElement
    isOpen = true
    load()
    if (state === 'failed') return
    kept('opened', '1')
    unread = 0
    draw()
    resize()
    post({ type: 'shown', shown: true })
    if (frame && state === 'ready') frame.focus()
    else if (panel) panel.querySelector('button').focus({ preventScroll: true })
    tell('open')
  }

  const shut = () => {
    if (!isOpen) return
    isOpen = false
    if (!root) return
    draw()
    post({ type: 'shown', shown: false })
    const back = before && before !== document.body && before !== host && before.isConnected ? before : launcher
    if (back && back.focus) back.focus({ preventScroll: true })
    tell('close')
  }

  // A keyboard on a telephone takes its room from what is seen, not from what is laid out.
  const resize = () => {
    const view = window.visualViewport
    if (!panel || !view) return
    const full = matchMedia('(max-width:480px),(max-height:480px)').matches
    panel.style.height = full ? `${view.height}px` : ''
    panel.style.top = full ? `${view.offsetTop}px` : ''
    panel.style.bottom = full ? 'auto' : ''
  }

  const hear = event => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== BASE) return
    const said = event.data
    if (!said || said.mosaic !== 1) return
    if (said.type === 'hello') {
      const key = storage === 'host' ? kept('key') : null
      const reset = wiped || kept('reset') === '1'
      post({ type: 'start', variables, token, key, holdsKey: storage === 'host', reset, source: touch, shown: isOpen })
      wiped = false
      kept('reset', null)
    } else if (said.type === 'ready') {
      clearTimeout(timer)
      const first = state !== 'ready'
      state = 'ready'
      const wait = panel.querySelector('.wait')
      if (wait) wait.remove()
      draw()
      if (isOpen && first) {
        // What is not seen takes no focus: it is seen from here on.
        frame.focus()
        post({ type: 'shown', shown: true })
      }
      if (first) tell('ready')
    } else if (said.type === 'close') shut()
    else if (said.type === 'unread') {
      unread = isOpen ? 0 : Math.max(0, Math.min(99, Number(said.count) || 0))
      draw()
      tell('unread', { count: unread })
    } else if (said.type === 'key') {
      if (storage === 'host') kept('key', typeof said.key === 'string' ? said.key.slice(0, 200) : null)
    } else if (said.type === 'height') tell('height', { height: Number(said.height) || 0 })
    else if (said.type === 'message') tell('message', { by: String(said.by) })
    else if (said.type === 'booked') tell('booked', { kind: String(said.kind) })
    else if (said.type === 'identified') tell('identified')
    else if (said.type === 'problem') {
      console.warn(`Mosaic: ${said.code}`)
      tell('problem', { code: String(said.code) })
    }
  }

  const start = () => {
    if (root) return
    host = make('div', { 'data-mosaic': '' })
    root = make('div')
    const shadow = host.attachShadow({ mode: 'open' })
    dress(shadow)
    shadow.append(root)
    launcher = make('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog' })
    launcher.addEventListener('click', () => (isOpen ? shut() : open()))
    // Whoever is about to click need not wait for the frame.
    launcher.addEventListener('pointerenter', load, { once: true })
    root.append(launcher)
    document.body.append(host)
    if (greeting && isShown && !kept('opened') && !kept('greeted')) {
      showNote(greeting)
      kept('greeted', '1')
    }
    addEventListener('message', hear)
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && isOpen && document.activeElement === host) shut()
    })
    if (window.visualViewport) {
      visualViewport.addEventListener('resize', resize)
      visualViewport.addEventListener('scroll', resize)
    }
    // Applications of one page exchange the body, or empty it.
    const watch = new MutationObserver(() => {
      watch.observe(document.body || document.documentElement, { childList: true })
      if (host.isConnected || !document.body || ++returns > 50) return
      document.body.append(host)
      if (!frame) return
      state = 'loading'
      clearTimeout(timer)
      timer = setTimeout(fail, waitMs, 'timeout')
    })
    watch.observe(document.documentElement, { childList: true })
    watch.observe(document.body, { childList: true })
    draw()
    if (isOpen) {
      isOpen = false
      open()
    } else if (kept('opened') || data.preload !== undefined) {
      // Somebody may have answered since.
      const idle = window.requestIdleCallback || (work => setTimeout(work, 1000))
      if (document.readyState === 'complete') idle(load)
      else addEventListener('load', () => idle(load))
    }
  }

  const verbs = {
    open,
    close: shut,
    toggle: () => (isOpen ? shut() : open()),
    show: () => {
      isShown = true
      draw()
    },
    hide: () => {
      isShown = false
      shut()
      draw()
    },
    set: setVariables,
    identify: given => {
      token = (given && given.token) || null
      if (token) post({ type: 'identify', token })
    },
    reset: () => {
      token = null
      for (const name of NAMES) delete variables[name]
      for (const name of ['key', 'opened', 'source']) kept(name, null)
      // A frame that is not there yet is told as it comes, on this page or the next.
      if (state === 'ready') return post({ type: 'reset' })
      wiped = true
      kept('reset', '1')
    },
    on: (name, heard) => {
      listeners[name] = (listeners[name] || []).concat(heard)
    },
    off: (name, heard) => {
      listeners[name] = (listeners[name] || []).filter(one => one !== heard)
    },
  }

  const Mosaic = (verb, ...rest) => {
    if (Object.keys(verbs).indexOf(verb) >= 0) verbs[verb](...rest)
    else console.warn(`Mosaic: there is no "${verb}".`)
  }
  Mosaic.loaded = true
  window.Mosaic = Mosaic

  const filled = {}
  for (const name of NAMES) if (data[name]) filled[name] = data[name]
  setVariables(filled)
  // What was said before this script came.
  for (const said of (stub && stub.q) || []) Mosaic(...said)
  if (document.body && document.readyState !== 'loading') start()
  else document.addEventListener('DOMContentLoaded', start)
})()
