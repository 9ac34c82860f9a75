import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{engine,src,web,cli,test}/**/*.test.{ts,tsx}', 'bin/**/*.test.mjs'],
    exclude: ['**/node_modules/**', 'web/dist/**'],
    pool: 'forks',
    testTimeout: 30_000,
    // A crowded machine can starve a browser or a database for a moment; what fails twice is broken.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
})
