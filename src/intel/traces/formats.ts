import type { TraceFormat } from './format.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { node } from './node.ts'
import { python } from './python.ts'

/** Every format, in the order in which they are asked about a line. Places in files that none of them claims are read by `generic.ts`. */
export const FORMATS: readonly TraceFormat[] = [python, go, java, node]
