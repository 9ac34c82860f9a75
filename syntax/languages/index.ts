import type { Grammar } from '../grammars.ts'
import { bash } from './bash.ts'
import { c } from './c.ts'
import { cpp } from './cpp.ts'
import { csharp } from './csharp.ts'
import { elixir } from './elixir.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { javascript } from './javascript.ts'
import { kotlin } from './kotlin.ts'
import { lua } from './lua.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'
import type { LanguageOutline } from './rule.ts'
import { rust } from './rust.ts'
import { scala } from './scala.ts'
import { swift } from './swift.ts'
import { typescript } from './typescript.ts'

export const LANGUAGES: Record<Grammar, LanguageOutline> = {
  bash, c, cpp, csharp, elixir, go, java, kotlin, lua, php, python, ruby, rust, scala, swift,
  JavaScript: javascript, Tsx: typescript, TypeScript: typescript,
}
