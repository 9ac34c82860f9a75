import type { Scope } from '../project.ts'
import { asksIn, type PythonAsk } from './ask.ts'

/** What a setup.cfg or a setup.py says. */
export interface SetupFile {
  name: string | null
  version: string | null
  asks: PythonAsk[]
  /** Requirements files with what it asks for, where those are named. */
  files: readonly { path: string; scope: Scope }[]
  /** The arguments that are computed, so that only running it would tell them. */
  computed: readonly string[]
}

interface Value {
  line: number
  /** By line; what stands on the key's own comes first. */
  texts: { text: string; line: number }[]
}

/** setup.cfg: https://setuptools.pypa.io/en/latest/userguide/declarative_config.html. Null where it only holds the settings of tools. */
export function readSetupCfg(text: string, path: string): SetupFile | null {
  const sections = sectionsIn(text)
  const [metadata, options] = [sections.get('metadata'), sections.get('options')]
  if (!metadata && !options) return null
  const lists: [Value | undefined, Scope][] = [
    [options?.get('install_requires'), 'runtime'],
    ...[...(sections.get('options.extras_require')?.values() ?? [])].map((value): [Value, Scope] => [value, 'optional']),
    [options?.get('setup_requires'), 'dev'], [options?.get('tests_require'), 'dev'],
  ]
  const files = lists.flatMap(([value, scope]) => filesIn(value).map((file) => ({ path: file, scope })))
  const asks = lists.flatMap(([value, scope]) => (filesIn(value).length > 0 ? [] : listed(value).flatMap(({ text: each, line }) => asksIn([each], scope, () => ({ path, line })))))
  return { name: plain(metadata?.get('name')), version: plain(metadata?.get('version')), asks, files, computed: [] }
}

/** Keys by section, all in lower case but for the names of extras, which are not compared. */
function sectionsIn(text: string): Map<string, Map<string, Value>> {
  const sections = new Map<string, Map<string, Value>>()
  let section = new Map<string, Value>()
  let open: Value | null = null
  for (const [at, whole] of text.split('\n').entries()) {
    const line = whole.replace(/^\s*;.*$|(?:^|\s)#.*$/, '').trimEnd()
    const [, header] = /^\[([^\]]+)\]/.exec(line) ?? []
    const [, key, value = ''] = /^([^\s=:][^=:]*)[=:](.*)$/.exec(line) ?? []
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, Value>()
      sections.set(header, section)
      open = null
    } else if (/^\s/.test(line) && open) {
      open.texts.push({ text: line.trim(), line: at + 1 })
    } else if (key !== undefined) {
      open = { line: at + 1, texts: [{ text: value.trim(), line: at + 1 }] }
      section.set(key.trim().toLowerCase().replaceAll('-', '_'), open)
    }
  }
  return sections
}

/** A list is written with a line for each, or on one line with semicolons between. */
function listed(value: Value | undefined): Value['texts'] {
  const [first, ...rest] = value?.texts ?? []
  const texts = first && rest.length === 0 ? first.text.split(';').map((text) => ({ text: text.trim(), line: first.line })) : (value?.texts ?? [])
  return texts.filter(({ text }) => text !== '')
}

const filesIn = (value: Value | undefined): string[] => {
  const [first, ...rest] = listed(value).map(({ text }) => text)
  return first?.startsWith('file:') ? [first.slice('file:'.length), ...rest].flatMap((each) => each.split(',')).map((each) => each.trim()).filter(Boolean) : []
}

/** What is read from somewhere else, as `attr: a.__version__`, is not known. */
function plain(value: Value | undefined): string | null {
  const text = value?.texts.map((each) => each.text).join('') ?? ''
  return text === '' || /^(?:attr|file):/.test(text) ? null : text
}
