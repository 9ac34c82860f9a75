/** A small program in TypeScript, bundled and minified as it would be for a browser, and the trace that the bundle prints when it fails. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'vite'

export const shopSources = {
  'src/rates.ts': `interface Rate { rate: number }
export const table: Record<string, Rate> = { SE: { rate: 0.25 } }

/** The rate of a region. */
export function rateFor(region: string): number {
  const found = table[region] as Rate
  return found.rate
}

export class Cart {
  readonly items: number[] = []
  totalWith(region: string): number {
    const sum = this.items.reduce((a, b) => a + b, 0)
    return sum * (1 + rateFor(region))
  }
}
`,
  'src/main.ts': `import { Cart } from './rates'

function checkout(region: string): number {
  const cart = new Cart()
  cart.items.push(100)
  return cart.totalWith(region)
}

export function start(): void {
  const regions = ['SE', 'XI']
  console.log(regions.map((region) => checkout(region)))
}

start()
`,
}

export interface Bundle {
  /** Of `assets/app.js`. */
  code: string
  /** The text of its source map. */
  map: string
  /** What Node prints when the bundle is run, with the folder in which it lay replaced by an address. */
  trace: string
}

export interface BundleOptions {
  sources?: Record<string, string>
  sourcemap?: boolean | 'inline'
  /** What stands in the trace before `assets/app.js`. */
  at?: string
}

/** Bundles the program with vite, minified, and runs the bundle. */
export async function bundleShop({ sources = shopSources, sourcemap = true, at = 'https://shop.example/' }: BundleOptions = {}): Promise<Bundle> {
  const root = await mkdtemp(join(tmpdir(), 'firebreak-bundle-'))
  try {
    for (const [path, text] of Object.entries(sources)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    await build({ root, logLevel: 'silent', configFile: false, build: { sourcemap, minify: true, outDir: 'dist', modulePreload: false, rollupOptions: { input: join(root, 'src/main.ts'), output: { entryFileNames: 'assets/app.js' } } } })
    const code = await readFile(join(root, 'dist/assets/app.js'), 'utf8')
    const map = sourcemap === true ? await readFile(join(root, 'dist/assets/app.js.map'), 'utf8') : ''
    return { code, map, trace: failureOf(join(root, 'dist/assets/app.js')).replaceAll(join(root, 'dist/'), at) }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** From the error on: the code that Node quotes above it is in no trace of a browser. */
function failureOf(file: string): string {
  try {
    execFileSync(process.execPath, [file], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  } catch (error) {
    const { stderr } = error as { stderr: string }
    return stderr.slice(stderr.indexOf('TypeError'))
  }
  throw new Error('The bundle did not fail.')
}
