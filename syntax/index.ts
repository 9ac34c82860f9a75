/** Text in, structure out: what the server may ask. Nothing here loads a grammar; that happens in processes of their own. */

export { ProcessesClosed } from '../src/platform/processes.ts'
export type { Description } from './describe.ts'
export { grammarOf, languagesWithGrammar, type Grammar } from './grammars.ts'
export type { HoleKind, LogLevel, LogStatement, Part, Sink, Template } from './logs/answers.ts'
export { logsAreReadIn } from './logs/grammars.ts'
export { lettersIn, MOST_LETTERS_AROUND } from './logs/template.ts'
export type { AnswerOf, AskOf, OperationName } from './operations.ts'
export { readStructure, type Finder, type Fitted, type Refused, type Structure, type StructureMatches, type StructurePrint } from './structure/index.ts'
export { startSyntax, type AskOptions, type NamedQuestion, type Outcome, type Question, type Syntax, type SyntaxOptions } from './syntax.ts'
export type { FileTaken, Taken } from './names/taken.ts'
export { LOG_STATEMENTS_VERSION, OUTLINE_VERSION, TAKEN_VERSION } from './version.ts'
