import { join } from 'node:path'
import { launch } from './bootstrap/launch.mjs'
import { root } from './bootstrap/place.mjs'
import { prepare } from './bootstrap/prepare.mjs'
import { fail } from './bootstrap/progress.mjs'

const node = await prepare({ web: true }).catch(fail)
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const args = ['run', '--reporter', join(root, 'test', 'support', 'reporter.ts'), ...process.argv.slice(2)]
await launch({ node, program: vitest, args, cwd: root })
