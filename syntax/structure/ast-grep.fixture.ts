import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** The command line of ast-grep, of the same version as the library. Its package brings one program for each kind of machine. */
export function astGrep(): string {
  const require = createRequire(import.meta.url)
  const main = require.resolve('@ast-grep/cli/package.json')
  const { optionalDependencies }: { optionalDependencies: Record<string, string> } = require(main)
  for (const name of Object.keys(optionalDependencies)) {
    try {
      return join(dirname(createRequire(main).resolve(`${name}/package.json`)), process.platform === 'win32' ? 'ast-grep.exe' : 'ast-grep')
    } catch {
      // the package of another kind of machine
    }
  }
  throw new Error('@ast-grep/cli has no program for this machine.')
}

type Printed = { file: string; range: { byteOffset: { start: number; end: number } } }

/** `path start-end`, in bytes, of everything that ast-grep finds below a folder, in order. */
export function runAstGrep(args: readonly string[], folder: string): string[] {
  const output = execFileSync(astGrep(), [...args, '--json=compact', '--no-ignore', 'hidden', '--no-ignore', 'vcs', folder], { encoding: 'utf8', maxBuffer: 1 << 28, cwd: folder })
  const printed: Printed[] = JSON.parse(output)
  return [...new Set(printed.map(({ file, range: { byteOffset: { start, end } } }) => `${relative(folder, file)} ${start}-${end}`))].sort()
}
