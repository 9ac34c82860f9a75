import type { Browser } from 'playwright-core'
import { findProgram } from './programs.ts'

const knownPaths = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Chromium as CHROMIUM_PATH names it, else where systems put it; undefined if there is none. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  return named ? findProgram(named) : findProgram(...knownPaths)
}

/**
 * A headless browser that talks to nobody but the page under test. `--no-sandbox`: continuous integration runs as root
 * in a container, where Chromium's sandbox refuses to start; the pages shown are our own.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium was found: install it (Debian: "apt install chromium") or set CHROMIUM_PATH.')
  // Loaded only here: need.ts, which merely looks for a browser, should not cost every test file half a second.
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
