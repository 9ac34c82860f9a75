/** What is said about names. Lines and columns count from 0, columns in code points; an end stands behind the last one. */

export type Range = { line: number; column: number; endLine: number; endColumn: number }

export type Lines = { startLine: number; endLine: number }

export type Binding =
  /** A parameter, a variable or a function that nothing outside of `scope` can name. */
  | { kind: 'local'; definition: Range; scope: Lines }
  /**
   * Defined in this file where others can name it. `container` joins what it stands in with dots; empty at the top level. Where several are there
   * called so, each is `apart`.
   */
  | { kind: 'file'; name: string; container: string; definition: Range; apart?: true }
  /**
   * Brought in: `module` as it is written (`./cart`, `com.acme.tax`, `crate::a`, `<stdio.h>`), `name` what it is there called:
   * an exported name, `default`, or `*` for the module itself. `alias` is what this file calls it, where that differs. Where that is a `variable`
   * it means itself if the module is nowhere to be found.
   */
  | { kind: 'import'; module: string; name: string; alias?: string; variable?: Range }
  /**
   * Belongs to a value or a type. `of` is what that is like, where the file tells more than the name of it. A key of an object has an `own` place,
   * at which it is defined where the object is of no type that is known.
   */
  | { kind: 'member'; name: string; receiver: Receiver | null; of?: Shape; own?: Range }
  /** Defined by none of these: in the same package, globally, or by the language. */
  | { kind: 'unknown' }

/** What a member is asked of. */
export type Receiver = {
  /** As written, cut to 200 characters. */
  text: string
  /** Of the name that the receiver is, or ends with; absent where it is none. */
  binding?: Binding
  /** The receiver is a call of what `binding` is. */
  called?: true
  /** The name is that of an argument: it means a parameter of `type`, which is called. */
  argument?: true
  /** The type that this file says it has; with `called`, that of what a call of `name` gives. */
  type?: { name: string; binding: Binding; called?: true }
}

/** What a value is like, as far as its file tells: what it ends in may be in another. */
export type Shape =
  /** What a name means: a type or a namespace itself, or what has a type in another file. */
  | { is: 'named'; name: string; binding: Binding; arguments?: (Shape | null)[] }
  | { is: 'member'; of: Shape; name: string }
  /** What a call gives, or is newly made. */
  | { is: 'result'; of: Shape }
  /** One of those that a list holds. */
  | { is: 'element'; of: Shape }
  /** What is handed over as an argument. */
  | { is: 'parameter'; of: Shape; at: number }
  | { is: 'function'; parameters: (Shape | null)[]; rest?: true; result: Shape | null }
  /** An object, or a type without a name, that begins at a position. */
  | { is: 'object'; line: number; column: number; calls?: Shape[] }
  /** A type by itself, with what takes arguments where it, or its constructor, is called; a class makes one of itself. */
  | { is: 'type'; calls: Shape[]; makes: boolean }
  | { is: 'either'; of: Shape[] }
  /** What holds the elements of JSX that no function makes. */
  | { is: 'intrinsic' }

export type Role = 'definition' | 'import' | 'reference'

/**
 * How a name is used, where a language tells functions from values of the same name, and functions of one name by what they take.
 * `arguments` are those of a call, by the plain names of their types; null where the file does not tell.
 */
export type Use = { as: 'function'; arguments?: readonly (string | null)[] } | { as: 'type' } | { as: 'value' }

export type Occurrence = { name: string; range: Range; role: Role; binding: Binding; use?: Use }

/** What a function takes, by the plain names of types; with `rest` the last of them any number of times. It stands at its name. */
export type Signature = { line: number; column: number; parameters: readonly string[]; required: number; rest: boolean }

/** `variable` as in a `Binding`. */
export type ImportedName = { name: string; alias?: string; variable?: Range; range: Range }

export type Import = {
  module: string
  /** `*` is everything that the module has, under its own names. */
  names: readonly ImportedName[] | '*'
  range: Range
}

/** What others can bring in under `name`. With `module` it is another's, there called `from`; `*` is all that one has. */
export type Export = { name: string; module?: string; from?: string; range: Range }

export type FileImports = {
  /** What the file says that it belongs to: a package, a namespace, a module; empty where it says nothing. */
  package: string
  imports: readonly Import[]
  exports: readonly Export[]
}

/** A function by where it stands. */
export type EnclosingFunction = { name: string; container: string; startLine: number; endLine: number; range: Range }

export type Call = { name: string; range: Range; receiver: string | null; enclosing: EnclosingFunction | null }

export type GuardKind = 'condition' | 'loop' | 'case' | 'short-circuit' | 'early-exit' | 'try' | 'handler' | 'cleanup' | 'lock' | 'resource'

/** What decides whether a line is reached, or catches what goes wrong there. */
export type Guard = {
  kind: GuardKind
  range: Range
  /** The condition, what is caught, or what is held; cut to 200 characters. */
  text: string
  /** The line is reached where the condition does not hold. */
  negated: boolean
}

export type EntryPointKind = 'main' | 'route' | 'consumer' | 'schedule' | 'command'

/** Where execution enters a file from outside. */
export type EntryPoint = {
  kind: EntryPointKind
  /** As people know it: `GET /users/:id`, `main`. */
  label: string
  /** The function's name, where it has one. */
  handler: string | null
  range: Range
}
