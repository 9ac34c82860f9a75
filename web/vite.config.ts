import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['FIREBREAK_URL'] ?? 'http://127.0.0.1:7171'

// The first with light-dark(): what would be put in its place does not follow the scheme that the page sets itself.
const cssTarget = ['chrome123', 'firefox120', 'safari17.5']
// The server compares the origin of a request with its host, so the host must stay as the browser sent it.
const proxied = { target: server, changeOrigin: false }

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 1200, target: 'es2023', cssTarget },
  server: { proxy: { '/api': proxied, '/.api': proxied } },
})
