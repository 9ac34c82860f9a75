import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'
import type { Binding, Export, Import, Range, Shape, Signature } from './answers.ts'
import type { Definition } from './definitions.ts'
import type { Place, Scope } from './places.ts'
import type { Positions } from './positions.ts'

/** What names mean in a language, as data for `binder.ts`. Kinds and fields are those of its grammar. */
export type NameRules = {
  /** The same text read in a way that shows more names; each stands where it did, or is told as hidden. */
  reread?: (source: Source) => Reread
  /** The kinds of nodes that are names, without those that are only keywords, labels or parts of texts. */
  identifiers: readonly string[]
  /** Whether a text between quotes is a name too. */
  quoted?: (text: Place) => boolean
  /** Nodes that open a scope. `class` scopes hold members. The root is a file whether it stands here or not. */
  scopes: Readonly<Record<string, ScopeKind | ((node: SgNode, parent: Place | null) => ScopeKind | undefined)>>
  /** Scopes that hold only bare definitions: what they are around of belongs to what is around them. */
  passing?: readonly string[]
  /** Fields of nodes that open a scope, or stand in one, whose names belong to what is outside of it: a function's own name. */
  outside?: Readonly<Record<string, readonly string[]>>
  /** By the kind of the node above a name; the first that fits holds. None: the name is a reference. */
  roles: Readonly<Record<string, readonly RoleRule[]>>
  /** Where a bare name can mean a member: anywhere inside the class, only in its own body, or nowhere. */
  bareMembers: 'inside' | 'body' | 'never'
  /** A name that stands for a type or a namespace, by its kind, means neither a variable nor a function; a macro may stand for it. */
  typesApart?: true
  /** In languages in which a name may be a type and a value at once: which of both a use, and a definition by what it stands in, is; null for either. */
  sides?: { ofUse: (name: Place) => Side | null; ofDefinition: (holder: Place) => Side | null }
  /** The container whose object a receiver is by itself, `this` or `self`; undefined where it is none, null where that is not known. */
  self: (receiver: SgNode, from: Place, containerOf: (scope: Scope) => string) => string | null | undefined
  /** The container whose members a place may name without it being in that: a method's that is written outside of its class. */
  memberOf?: (from: Place) => string | null
  /** Nodes that lend their name to what is in them. */
  containers: Readonly<Record<string, (node: SgNode) => string | null>>
  /** Where a definition says which type it has, or which function made it. By the kind that defines. */
  types: Readonly<Record<string, (defining: SgNode, name: SgNode) => TypeSource | null>>
  /** The same of what is in it, where it is a list or a table. */
  elements?: Readonly<Record<string, (defining: SgNode, name: SgNode) => TypeSource | null>>
  /** The name at the end of an expression that members are asked of; null where there is none. */
  receiverName: (receiver: SgNode, from: Place | null) => Named | null
  /** Calling a type makes one of it. */
  callMakes?: true
  /** Functions, whose names are told of calls in them. */
  functions: Readonly<Record<string, (node: Place) => SgNode | null>>
  /** Nodes that call, with the field in which what they call stands. */
  calls: Readonly<Record<string, string | ((node: SgNode) => SgNode | null)>>
  imports: (file: File) => Imported
  /** The module that a receiver stands for, in languages in which paths of modules are written where they are used. */
  moduleOf?: (binding: ImportBound, holder: Place) => string | null
  /** The same of one that needs no import. */
  modulePath?: (receiver: SgNode, from: Place) => string | null
  /** In languages that tell functions from values of the same name, or functions of one name by what they take. */
  overloads?: OverloadRules
  /** In languages whose values have types by how they are made. */
  shapes?: ShapeRules
}

export type ShapeRules = {
  ofValue: (node: SgNode, meanings: Meanings) => Shape | null
  ofDefinition: (definition: Definition, meanings: Meanings) => Shape | null
  /** Of the value behind a key that defines nothing by itself. */
  ofKeyed: (key: Place, meanings: Meanings) => Shape | null
  /** What the object, or the pattern, is to be in which a key stands. */
  ofKey: (key: Place, meanings: Meanings) => Shape | null
  /** Whether a key makes a property, rather than takes one. */
  isOwnKey: (key: Place) => boolean
  /** Where an object or a type without a name has a member of a name. */
  member: (object: SgNode, name: string) => SgNode | null
}

/** What a file tells of the names in it. */
export type Meanings = {
  meaningOf: (name: SgNode) => { binding: Binding; definition?: Definition }
  /** Of `this` and `super`. */
  typeOfSelf: (node: SgNode) => Shape | null
  rangeOf: (node: SgNode) => Range
}

/** A tree of a text that was changed without moving anything, and names that stand in the text and not in the tree. */
export type Reread = { root: SgNode; hidden?: readonly { name: string; start: number; end: number }[] }

/** Plain names of types are without arguments and qualifiers: `String`, `int[]`, `Shape*`. */
export type OverloadRules = {
  /** How a name is used, as far as what stands around it tells. */
  use: (name: Place) => WrittenUse | null
  /** The plain type of a value by how it is written: a literal, a cast, what is newly made; null of others. */
  valueType: (value: SgNode) => string | null
  /** The plain type with which something is declared, or that a function returns. */
  declaredType: (defining: SgNode, name: SgNode) => string | null
  /** What functions take, by their kinds; null where a node defines none. */
  signatures: Readonly<Record<string, (node: SgNode) => WrittenSignature | null>>
}

export type WrittenUse = { as: 'function'; arguments?: readonly SgNode[] } | { as: 'type' | 'value' }

export type WrittenSignature = { name: SgNode } & Pick<Signature, 'parameters' | 'required' | 'rest'>

export type ImportBound = Extract<Binding, { kind: 'import' }>

/** A name, or with `called` what a call of it gives. */
export type Named = { name: SgNode; called: boolean }

/** What tells a type: its name, a function that gives one of it, a variable that has it, or a list of such; with `property` that of a property of it. */
export type TypeSource = { name: SgNode; is: 'type' | 'call' | 'value' | 'element'; property?: SgNode }

export type File = { root: SgNode; text: string; positions: Positions; hidden?: Hidden }

/** Names that the tree lacks, and the tree of the text as it is, which has them. */
export type Hidden = { root: SgNode; names: NonNullable<Reread['hidden']> }

/** `starts` of names with what they bring in. A name that is not in it is none of an import. */
export type Imported = {
  package: string
  imports: Import[]
  exports: Export[]
  bindings: ImportBinding[]
  /** Where modules are named as texts. */
  paths?: { at: SgNode; module: string }[]
  /** The module that a name means which nothing in the file defines: Go's imports are called as their package says. */
  implicit?: (place: Place) => string | null
}

/** `at` is the name in the import; it defines that name in the file unless it is only mentioned. */
export type ImportBinding = { at: SgNode; module: string; name: string; alias?: string; mention?: true; variable?: Range }

/** What a namespace holds is known by its bare name in it, and outside behind the namespace's; a class holds members. */
export type ScopeKind = 'file' | 'namespace' | 'function' | 'class' | 'block'

/** A role holds for a name that stands in one of the fields `at`, or anywhere in the node, and `when` it does. */
export type RoleRule = { at?: string | readonly string[]; when?: (holder: Place, child: Place) => boolean } & (
  /** What is above decides: a part of a pattern, a declarator. */
  | { is: 'through' }
  | DefinitionRule
  /** Asked of what stands in the field `of`. `defines` tells of which container it makes it a member: `self.x = 1`. */
  | { is: 'member'; space?: Space; of: string | ((holder: Place, name: Place) => SgNode | null); defines?: (holder: Place, containerOf: (scope: Scope) => string) => string | null }
  /** Names a member of a type that is written nearby, or of one that is not known; with `argument` a parameter of what is called there. */
  | { is: 'key'; of?: (holder: Place) => SgNode | null; argument?: true }
  /** Says that the name means that of the file, or of the function around, in this function. */
  | { is: 'redirect'; to: 'file' | 'function' }
  | { is: 'reference'; space?: Space }
)

export type Side = 'type' | 'value'

/** Names of functions, labels or macros that live beside variables of the same name. */
export type Space = 'call' | 'label' | 'macro'

export type DefinitionRule = {
  is: 'definition'
  /** The scope that it belongs to, the innermost one unless told otherwise: that around what defines it, or one of a kind. */
  into?: 'holder' | 'function' | 'class' | 'file'
  /** Known, where order matters, from its name or from the end of what defines it, or of a field of that, on; else in all of its scope. */
  from?: 'name' | 'end' | { after: string }
  /** Another definition of the name in the same scope is meant, if there is one before; or one that is known there, of the same function. */
  again?: true | 'known'
  /** Only what is in the same function, or the same file outside of any, knows it. */
  own?: true
  space?: Space
  /** One of several of its name in what it is a member of, each for itself; or one in what has no name, and may have others beside it. */
  apart?: true | ((holder: Place) => boolean)
  /** Not a member, though it stands in a class: a type parameter. */
  bare?: true
  /** It is a member of the class around as well: a parameter that makes a field. */
  alsoMember?: (holder: Place) => boolean
  /** The type that it is a member of, though it stands elsewhere. */
  memberOf?: (holder: Place) => string | null
}
