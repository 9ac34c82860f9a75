import { beam } from './beam.ts'
import { dart } from './dart.ts'
import { debuggers } from './debugger.ts'
import { dotnet } from './dotnet.ts'
import type { TraceFormat } from './format.ts'
import { gecko } from './gecko.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { kernel } from './kernel.ts'
import { native } from './native.ts'
import { node } from './node.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'
import { rust } from './rust.ts'
import { sanitizer } from './sanitizer.ts'
import { swift } from './swift.ts'
import { valgrind } from './valgrind.ts'

/**
 * Every format, in the order in which they are asked about a line: those whose lines no other could take for its own come first.
 * Places in files that none of them claims are read by `generic.ts`.
 */
export const FORMATS: readonly TraceFormat[] = [python, go, java, dotnet, node, sanitizer, valgrind, kernel, php, rust, ruby, dart, beam, native, debuggers, swift, gecko]
