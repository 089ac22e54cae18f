import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './button.tsx'
import { keep } from './kept.ts'

type Theme = 'system' | 'light' | 'dark'
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const LABELS: Record<Theme, string> = {
  system: 'Colours follow your device. Switch to light',
  light: 'Light colours. Switch to dark',
  dark: 'Dark colours. Follow your device',
}

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(
    () => (document.documentElement.dataset.theme as Theme | undefined) ?? 'system',
  )
  const Icon = { system: Monitor, light: Sun, dark: Moon }[theme]
  const turn = () => {
    const next = NEXT[theme]
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
    keep('browser', 'mosaic.theme', next === 'system' ? null : next)
    setTheme(next)
  }
  return (
    <IconButton label={LABELS[theme]} onClick={turn}>
      <Icon size={19} aria-hidden />
    </IconButton>
  )
}
