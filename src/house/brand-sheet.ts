import { type Palette, palettes } from '../kernel/colour.ts'

const lines = (palette: Palette) => `
  --c-accent: ${palette.accent};
  --c-accent-strong: ${palette.accentStrong};
  --c-on-accent: ${palette.onAccent};
  --c-tint: ${palette.tint};
  --c-tint-line: ${palette.tintLine};
  --c-ring: ${palette.ring};
`

/** The style sheet that gives the pages the colour of the house, on light and on dark ground; empty where none was chosen. */
export function brandSheet(accent: string | null): string {
  if (!accent) return ''
  const { light, dark } = palettes(accent)
  // Twice the same, so that it counts for more than the colours that the pages come with.
  return `:root:root {${lines(light)}}
@media (prefers-color-scheme: dark) {
  :root:root:not([data-theme="light"]) {${lines(dark)}}
}
:root:root[data-theme="dark"] {${lines(dark)}}
`
}
