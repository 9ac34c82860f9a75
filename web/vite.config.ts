import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['FIREBREAK_URL'] ?? 'http://127.0.0.1:7171'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 1200, target: 'es2023' },
  server: { proxy: { '/api': server, '/.api': server } },
})
