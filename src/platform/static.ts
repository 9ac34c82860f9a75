import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { notFound, unavailable } from './errors.ts'
import { answerProblem, nothingHere, type Router } from './http.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
}

/**
 * The built web app: its files under /assets by their hashed names, and its one page for every other address that a person
 * may open. Addresses of the APIs that match no endpoint are answered as a problem, not as the page.
 */
export function serveWeb(router: Router, root: string): void {
  router.app.get('/assets/*', async (context) => {
    const file = normalize(join(root, context.req.path))
    if (!file.startsWith(join(root, 'assets', '/')) || !(await isFile(file))) return answerProblem(notFound('web.not_found', 'There is no such file.'))
    return new Response(await readFile(file), { headers: { 'content-type': typeOf(file), 'cache-control': 'public, max-age=31536000, immutable' } })
  })
  // Browsers ask for it at each change of the address.
  router.app.get('/favicon.svg', async () => new Response(await readFile(join(root, 'favicon.svg')), { headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' } }))
  router.app.notFound(async (context) => {
    const path = context.req.path
    const isPage = ['GET', 'HEAD'].includes(context.req.method) && !path.startsWith('/api/') && !path.startsWith('/.api/')
    if (!isPage) return answerProblem(nothingHere())
    if (!(await isFile(join(root, 'index.html')))) return answerProblem(unavailable('web.not_built', 'The web app is not built yet. Start Firebreak by "npm start", which builds it; the API works without.'))
    return new Response(await readFile(join(root, 'index.html')), { headers: { 'content-type': typeOf('.html'), 'cache-control': 'no-cache' } })
  })
}

const typeOf = (file: string) => types[extname(file) || file] ?? 'application/octet-stream'
const isFile = (file: string) => stat(file).then((found) => found.isFile(), () => false)
