import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Used by run.mjs, and not by `npm test`: these need compilers, whose indexers are fetched first. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['test/indexers/*.check.ts'],
    globalSetup: 'test/support/shared.ts',
    pool: 'forks',
    experimental: { viteModuleRunner: false },
  },
})
