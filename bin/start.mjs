import { join } from 'node:path'
import { launch } from './bootstrap/launch.mjs'
import { root } from './bootstrap/place.mjs'
import { prepare } from './bootstrap/prepare.mjs'
import { fail } from './bootstrap/progress.mjs'

const node = await prepare({ web: true }).catch(fail)
// npm moves to the checkout; a folder given as an argument is meant from where the person stood.
const cwd = (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD) || process.cwd()
await launch({ node, program: join(root, 'src', 'start.ts'), args: process.argv.slice(2), cwd })
