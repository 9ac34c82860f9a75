import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/sequencer.ts'

export default defineConfig({
  test: {
    include: ['{engine,src,web,cli,test}/**/*.test.{ts,tsx}', 'bin/**/*.test.mjs'],
    exclude: ['**/node_modules/**', 'web/dist/**'],
    pool: 'forks',
    // One more than cores: a file that waits for a browser, a git or a database leaves its core to another.
    maxWorkers: availableParallelism() + 1,
    // Loading the server takes longer than most files test, so files that follow one another in a process share what is loaded.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/support/shared.ts',
    testTimeout: 30_000,
    // A crowded machine can starve a browser or a database for a moment; what fails twice is broken.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
})
