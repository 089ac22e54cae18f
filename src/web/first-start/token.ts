const KEPT = 'mosaic.first-start'

/**
 * The secret of the link, which stands after `#`. It is taken out of the address bar, so that neither history nor a shoulder
 * keeps it, and stays in this tab for a reload; another tab opens with the link itself.
 */
export function tokenOfLink(): string {
  const found = new URLSearchParams(location.hash.slice(1)).get('token')
  try {
    if (found) {
      sessionStorage.setItem(KEPT, found)
      history.replaceState(history.state, '', location.pathname)
    }
    return found ?? sessionStorage.getItem(KEPT) ?? ''
  } catch {
    // Storage may be switched off: the link stays in the address then.
    return found ?? ''
  }
}

export function forgetToken(): void {
  try {
    sessionStorage.removeItem(KEPT)
  } catch {
    // Nothing was kept.
  }
}
