// Takes out of node_modules what the pages were built with, once they are built: in an image it would only be weight.
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

/** Nothing outside src/web imports them; tests/deploy.test.ts sees to that. */
export const OF_THE_PAGES = [
  '@fontsource-variable',
  '@rolldown',
  '@tailwindcss',
  '@tanstack',
  '@vitejs',
  'lightningcss',
  'lucide-react',
  'react',
  'react-dom',
  'rolldown',
  'tailwindcss',
  'vite',
]

if (process.argv[1] === import.meta.filename) {
  const modules = path.join(root, 'node_modules')
  const remove = name => fs.rmSync(path.join(modules, name), { recursive: true, force: true })
  for (const name of OF_THE_PAGES) remove(name)
  for (const name of fs.readdirSync(modules)) {
    if (/^lightningcss-/.test(name)) remove(name)
    // Headers for compiling add-ons, which nobody does here.
    if (/^node-(bin-)?(linux|darwin|win)/.test(name)) remove(path.join(name, 'include'))
  }
  for (const link of fs.readdirSync(path.join(modules, '.bin')))
    if (!fs.existsSync(path.join(modules, '.bin', link))) remove(path.join('.bin', link))
}
