import { describe } from './describe.ts'
import { logStatements } from './logs/log-statements.ts'
import { calls, enclosingFunction } from './names/calls.ts'
import { entryPoints } from './names/entry-points.ts'
import { guards } from './names/guards.ts'
import { imports } from './names/imports.ts'
import { nameAt, occurrences } from './names/names.ts'
import { shape } from './names/shape.ts'
import { signatures } from './names/signatures.ts'
import { taken } from './names/taken.ts'
import { outline } from './outline.ts'
import { findStructure, printStructure } from './structure/find.ts'
import { fitStructure } from './structure/fit.ts'

/**
 * What can be asked of a text: pure functions `(source, ask) → JSON`, by name. They run in the processes of `src/platform/processes.ts`, so
 * the server imports this file for its types only.
 */
export const operations = { outline, describe, nameAt, occurrences, imports, calls, enclosingFunction, guards, entryPoints, shape, signatures, taken, logStatements, fitStructure, findStructure, printStructure }

export type Operations = typeof operations
export type OperationName = keyof Operations
/** The second argument of an operation, and what it returns. */
export type AskOf<K extends OperationName> = Parameters<Operations[K]>[1]
export type AnswerOf<K extends OperationName> = ReturnType<Operations[K]>
