import type { Scope } from '../project.ts'
import { asksIn, type PythonAsk } from './ask.ts'
import { readPython, type PythonValue } from './python-literals.ts'
import type { SetupFile } from './setup-cfg.ts'

const lists: readonly (readonly [string, Scope])[] = [['install_requires', 'runtime'], ['extras_require', 'optional'], ['setup_requires', 'dev'], ['tests_require', 'dev']]

/** setup.py, of which only what is written out is known: https://setuptools.pypa.io/en/latest/references/keywords.html. Null where it calls no `setup`. */
export function readSetupPy(text: string, path: string): SetupFile | null {
  const call = readPython(text).callOf('setup')
  if (call === null) return null
  const told = lists.flatMap(([name, scope]) => {
    const value = call.values.get(name)
    return value ? [{ name, asks: asksOf(value, scope, path), isWhole: isWhole(value) }] : []
  })
  const unsaid = call.isWhole || call.values.has('install_requires') ? [] : ['install_requires']
  return {
    name: textOf(call.values.get('name')), version: textOf(call.values.get('version')),
    asks: told.flatMap(({ asks }) => asks), files: [], computed: [...told.filter((each) => !each.isWhole).map(({ name }) => name), ...unsaid],
  }
}

const textOf = (value: PythonValue | undefined) => (value?.kind === 'text' ? value.text : null)

function asksOf(value: PythonValue, scope: Scope, path: string): PythonAsk[] {
  if (value.kind === 'text') return value.text.split('\n').flatMap((text, below) => asksIn([text.trim()], scope, () => ({ path, line: value.line + below })))
  if (value.kind === 'list') return value.items.flatMap((item) => (item.kind === 'text' ? asksOf(item, scope, path) : []))
  return value.kind === 'table' ? value.entries.flatMap(([, each]) => asksOf(each, scope, path)) : []
}

function isWhole(value: PythonValue): boolean {
  if (value.kind === 'table') return value.isWhole && value.entries.every(([, each]) => isWhole(each))
  return value.kind === 'list' ? value.isWhole && value.items.every(({ kind }) => kind === 'text') : value.kind === 'text'
}
