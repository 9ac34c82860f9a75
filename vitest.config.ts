import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{engine,src,web,cli,test}/**/*.test.{ts,tsx}', 'bin/**/*.test.mjs'],
    exclude: ['**/node_modules/**', 'web/dist/**'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
