import { join } from 'node:path'
import { launch } from './bootstrap/launch.mjs'
import { root } from './bootstrap/place.mjs'
import { prepare } from './bootstrap/prepare.mjs'
import { fail } from './bootstrap/progress.mjs'

const node = await prepare({ web: false }).catch(fail)
await launch({ node, program: join(root, 'bench', 'score', 'main.ts'), args: process.argv.slice(2), cwd: root })
