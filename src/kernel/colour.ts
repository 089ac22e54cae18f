/** Colours as `#rrggbb`, and what can be read on them (WCAG 2.2, 1.4.3: contrast of relative luminances). */

type Rgb = readonly [number, number, number]

const HEX = /^#[0-9a-f]{6}$/i
export const isColour = (text: string): boolean => HEX.test(text)

function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map(part => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function luminance(colour: string): number {
  const [red, green, blue] = rgbOf(colour).map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** From 1 (the same) to 21 (black on white); text is readable from 4.5. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** `share` of the first, the rest of the second. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [rgbOf(first), rgbOf(second)]
  return hexOf([0, 1, 2].map(at => a[at]! * share + b[at]! * (1 - share)) as unknown as Rgb)
}

export const READABLE = 4.5

/** As little nearer to `goal` as makes it readable on `ground`; itself where it is already. */
function readableOn(colour: string, ground: string, goal: string): string {
  for (let share = 0; share < 1; share += 0.02) {
    const nearer = mix(goal, colour, share)
    if (contrast(nearer, ground) >= READABLE) return nearer
  }
  return goal
}

const LIGHT = '#ffffff'
const DARK = '#171d1a'
const BLACK = '#000000'

export type Palette = {
  accent: string
  accentStrong: string
  onAccent: string
  tint: string
  tintLine: string
  ring: string
}

/** Whether white is readable on the colour, and the colour on white and on its own tint: what buttons and links need. */
export function isReadable(accent: string): boolean {
  return contrast(accent, LIGHT) >= READABLE && contrast(accent, mix(accent, LIGHT, 0.1)) >= READABLE
}

/** The nearest darker colour that is readable. */
export function readableLike(accent: string): string {
  for (let share = 0; share < 1; share += 0.02) {
    const darker = mix(BLACK, accent, share)
    if (isReadable(darker)) return darker
  }
  return BLACK
}

/** What the pages are coloured with on light and on dark ground, made of one colour. */
export function palettes(accent: string): { light: Palette; dark: Palette } {
  const tint = mix(accent, LIGHT, 0.1)
  const darkTint = mix(accent, DARK, 0.25)
  const bright = readableOn(readableOn(accent, darkTint, LIGHT), DARK, LIGHT)
  return {
    light: {
      accent,
      accentStrong: mix(BLACK, accent, 0.25),
      onAccent: LIGHT,
      tint,
      tintLine: mix(accent, LIGHT, 0.28),
      ring: accent,
    },
    dark: {
      accent: bright,
      accentStrong: mix(LIGHT, bright, 0.3),
      onAccent: readableOn(mix(BLACK, accent, 0.8), bright, BLACK),
      tint: darkTint,
      tintLine: mix(bright, DARK, 0.35),
      ring: bright,
    },
  }
}
