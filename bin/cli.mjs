import { join } from 'node:path'
import { launch } from './bootstrap/launch.mjs'
import { root } from './bootstrap/place.mjs'
import { prepare } from './bootstrap/prepare.mjs'
import { fail } from './bootstrap/progress.mjs'

const args = process.argv.slice(2)
// Only `serve` shows the web app; the other commands should not wait for its build.
const node = await prepare({ web: args[0] === 'serve' }).catch(fail)
await launch({ node, program: join(root, 'cli', 'main.ts'), args })
