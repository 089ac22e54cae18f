import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = path.dirname(fileURLToPath(import.meta.url))

/** Writes `.br` and `.gz` beside every text file, so that the server sends them as they are and compresses nothing itself. */
function precompress(): Plugin {
  let folder = ''
  return {
    name: 'mosaic-precompress',
    apply: 'build',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir)
    },
    async closeBundle() {
      const files = fs
        .readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(file => /\.(js|css|html|svg|json|txt|webmanifest)$/.test(file))
      await Promise.all(
        files.map(async file => {
          const full = path.join(folder, file)
          const bytes = await fs.promises.readFile(full)
          if (bytes.length < 700) return
          const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
          await fs.promises.writeFile(`${full}.br`, await promisify(brotliCompress)(bytes, { params }))
          await fs.promises.writeFile(`${full}.gz`, await promisify(gzip)(bytes, { level: 9 }))
        }),
      )
    },
  }
}

/** The text font is asked for with the page and not only once the style sheet has been read. */
function preloadFont(): Plugin {
  return {
    name: 'mosaic-preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const fonts = Object.keys(bundle ?? {}).filter(file => /inter-latin-opsz-normal.*\.woff2$/.test(file))
        return fonts.map(font => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: '' },
          injectTo: 'head' as const,
        }))
      },
    },
  }
}

export default defineConfig({
  root: path.join(here, 'src/web'),
  plugins: [react(), tailwindcss(), preloadFont(), precompress()],
  build: {
    outDir: path.join(here, 'dist/web'),
    emptyOutDir: true,
    manifest: true,
    // The content security policy allows no `data:` fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The pages, the one that stands in a frame on other sites, and the one that stands for all while nothing is served.
    rollupOptions: {
      input: ['index.html', 'embed.html', 'first-start.html'].map(page => path.join(here, 'src/web', page)),
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/healthz', '/readyz', '/version', '/openapi.json', '/docs', '/brand.css'].map(prefix => [
        prefix,
        { target: process.env.MOSAIC_DEV_SERVER ?? 'http://127.0.0.1:3000', changeOrigin: false },
      ]),
    ),
  },
})
