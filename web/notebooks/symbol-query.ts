import type { Block } from '../../src/notebooks/contract.ts'

type Symbol = Pick<Extract<Block, { type: 'symbol' }>, 'repo' | 'rev' | 'name' | 'path'>

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}| ]/g, '\\$&')
const words = ['abstract', 'class', 'const', 'data', 'def', 'enum', 'fn', 'fun', 'func', 'function', 'interface', 'let', 'module', 'record', 'struct', 'trait', 'type', 'val', 'var']

/** A regular expression search for lines that look like the definition of a name, in its repository and, if known, its file. */
export function symbolQuery({ repo, rev, name, path }: Symbol): string {
  const where = [`repo:^${escape(repo)}$${rev === '' ? '' : `@${rev}`}`, ...(path === '' ? [] : [`file:^${escape(path)}$`])]
  return `${where.join(' ')} case:yes /\\b(${words.join('|')})\\s+(\\([^)]*\\)\\s*)?${escape(name)}\\b/`
}
