import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/sequencer.ts'

/** The files that start hundreds of processes. That is the dearer the more memory the starting process has, so each has its own. */
const starting = ['{test,src/repos}/**/*.test.ts']

/**
 * Node reads TypeScript by itself and keeps what it compiled, as it does for the program: half of the time that loading
 * takes by way of Vite. Only the page's files need Vite, for JSX.
 */
const byNode = { experimental: { viteModuleRunner: false } }

const common = {
  exclude: ['**/node_modules/**', 'web/dist/**'],
  pool: 'forks' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // A crowded machine can starve a browser or a database for a moment; what fails twice is broken.
  retry: process.env.CI ? 1 : 0,
}

/** Loading takes longer than most files test, so files that follow one another in a process share what is loaded. */
const sharing = { isolate: false }

export default defineConfig({
  test: {
    // One more than cores: a file that waits for a browser, a git or a database leaves its core to another.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/support/shared.ts',
    projects: [
      { test: { ...common, ...byNode, name: 'apart', include: starting } },
      {
        test: {
          ...common,
          ...byNode,
          ...sharing,
          name: 'together',
          include: ['{bench,engine,syntax,src,cli}/**/*.test.ts', 'bin/**/*.test.mjs'],
          exclude: [...common.exclude, ...starting],
        },
      },
      { test: { ...common, ...sharing, name: 'page', include: ['web/**/*.test.{ts,tsx}'] } },
    ],
  },
})
