import { languageOf } from '../../engine/lang.ts'

/** Languages whose code can name each other's. */
export type Family = 'javascript' | 'go' | 'python' | 'jvm' | 'c' | 'ruby' | 'rust' | 'php' | 'csharp' | 'swift' | 'lua' | 'elixir' | 'shell'

/** By linguist's names. */
const families: Record<string, Family> = {
  JavaScript: 'javascript', TypeScript: 'javascript', TSX: 'javascript', Vue: 'javascript', Svelte: 'javascript',
  Go: 'go', Python: 'python', Java: 'jvm', Kotlin: 'jvm', Scala: 'jvm', Groovy: 'jvm',
  C: 'c', 'C++': 'c', Cuda: 'c', 'Objective-C': 'c', 'Objective-C++': 'c',
  Ruby: 'ruby', Rust: 'rust', PHP: 'php', 'C#': 'csharp', Swift: 'swift', Lua: 'lua', Elixir: 'elixir', Shell: 'shell',
}

/** Undefined where names cannot be followed. */
export function familyOf(path: string): Family | undefined {
  const language = languageOf(path)
  return language !== undefined && Object.hasOwn(families, language) ? families[language] : undefined
}
