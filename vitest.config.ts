import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/sequencer.ts'

/** The files that start hundreds of processes. That is the dearer the more memory the starting process has, so each has its own. */
const starting = ['{test,src/repos}/**/*.test.ts']

const common = {
  exclude: ['**/node_modules/**', 'web/dist/**'],
  pool: 'forks' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // A crowded machine can starve a browser or a database for a moment; what fails twice is broken.
  retry: process.env.CI ? 1 : 0,
}

export default defineConfig({
  test: {
    // One more than cores: a file that waits for a browser, a git or a database leaves its core to another.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/support/shared.ts',
    projects: [
      { test: { ...common, name: 'apart', include: starting } },
      {
        test: {
          ...common,
          name: 'together',
          include: ['{engine,src,web,cli}/**/*.test.{ts,tsx}', 'bin/**/*.test.mjs'],
          exclude: [...common.exclude, ...starting],
          // Loading takes longer than most files test, so files that follow one another in a process share what is loaded.
          isolate: false,
        },
      },
    ],
  },
})
