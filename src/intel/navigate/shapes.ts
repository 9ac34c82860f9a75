import type { AnswerOf } from '../../../syntax/index.ts'
import type { Place } from './code.ts'
import { libraryMember, type Library } from './library-shapes.ts'
import { createOnce } from './once.ts'
import type { Resolver } from './resolver.ts'
import { hasMembers } from './symbols.ts'
import { distinct, ownKey, symbolTarget, type Binding, type Shape, type Target } from './target.ts'

/** What a value is found to be. Shapes in it are told by the file at its place. */
type Form =
  | { is: 'target'; target: Target; calls: readonly Shape[]; makes: boolean }
  | (Place & { is: 'object'; line: number; column: number; calls: readonly Shape[] })
  | (Place & Extract<Shape, { is: 'function' }>)
  | (Place & Library)

type Located = Place & { shape: Shape }

/** Steps from what a file tells of a value to what it is. */
const mostSteps = 20
/** More of one value say nothing. */
const mostForms = 16

/** The members of a name of what is like a shape; null where what that is cannot be told, empty where it has none in any repository. */
export async function membersOfShape(resolver: Resolver, { place, shape, name }: { place: Place; shape: Shape; name: string }, depth: number): Promise<Target[] | null> {
  const forms = await formsOf(resolver, { tree: place.tree, path: place.path, shape }, depth)
  if (forms === null) return null
  const found = await Promise.all(forms.map((form) => membersIn(resolver, form, name, depth + 1)))
  return distinct(found.flat())
}

type Forms = readonly Form[] | null

const found = new WeakMap<Resolver, (key: string, find: () => Promise<Forms>) => Promise<Forms>>()

/** Many names in many files are of values that come about in the same way: for each question one is followed once. */
function formsOf(resolver: Resolver, { tree, path, shape }: Located, depth: number): Promise<Forms> {
  if (depth > mostSteps) return Promise.resolve(null)
  const once = found.get(resolver) ?? createOnce<Forms>({ circular: null })
  found.set(resolver, once)
  return once(JSON.stringify([tree.repository.id, tree.commit, path, shape]), async () => {
    const forms = await follow(resolver, { tree, path, shape }, depth)
    const different = forms && [...new Set(forms)]
    return different && different.length > mostForms ? null : different
  })
}

async function follow(resolver: Resolver, { tree, path, shape }: Located, depth: number): Promise<Forms> {
  const place = { tree, path }
  const of = (inner: Shape | null | undefined, at: Place = place) => (inner ? formsOf(resolver, { tree: at.tree, path: at.path, shape: inner }, depth + 1) : null)
  switch (shape.is) {
    case 'named': return named(resolver, place, shape, depth)
    case 'function': return [{ ...place, ...shape }]
    case 'object': return [{ ...place, ...shape, calls: shape.calls ?? [] }]
    case 'either': return anyOf(shape.of.map((each) => of(each)))
    case 'member': return each(await of(shape.of), (form) => memberForms(resolver, form, shape.name, depth + 1))
    case 'result': return each(await of(shape.of), (form) => resultOf(form, of))
    case 'element': return each(await of(shape.of), (form) => of(elementOf(form), placeOf(form)))
    case 'parameter': return each(await of(shape.of), (form) => parameterOf(form, shape.at, of))
    case 'intrinsic': return intrinsic(resolver, place)
    case 'type': return null
  }
}

/** Of several ways those that lead anywhere. */
async function anyOf(ways: readonly (Promise<Forms> | Forms)[]): Promise<Forms> {
  const known = (await Promise.all(ways)).filter((forms) => forms !== null)
  return known.length === 0 ? null : known.flat()
}

const each = async (forms: Forms, next: (form: Form) => Promise<Forms> | Forms): Promise<Forms> => (forms === null ? null : forms.length === 0 ? [] : anyOf(forms.map(next)))

const placeOf = (form: Form): Place => (form.is === 'target' ? form.target : form)

async function named(resolver: Resolver, place: Place, { name, binding, arguments: filled = [] }: Extract<Shape, { is: 'named' }>, depth: number): Promise<Forms> {
  const targets = await resolver.resolve({ ...place, name, range: nowhere, binding }, depth >> 1)
  if (targets.length > 0) return anyOf(targets.map((target) => formsOfTarget(resolver, target, depth)))
  // What a type of a package makes of another is not known: `Except<Options, 'url'>`.
  if (binding.kind === 'import' && filled.length > 0) return null
  return isElsewhere(binding) ? [{ ...place, is: 'library', name: binding.kind === 'unknown' ? name : '', arguments: filled }] : null
}

/** `JSX.IntrinsicElements`, wherever the repository declares it: which of several holds is said by settings. */
async function intrinsic({ symbols }: Resolver, { tree, path }: Place): Promise<Forms> {
  const all = await symbols.named(tree, { name: 'IntrinsicElements', family: 'javascript', near: path })
  const declared = all.filter(({ symbol }) => symbol.container.split('.').at(-1) === 'JSX')
  return declared.map(({ place, symbol }) => ({ is: 'target', target: symbolTarget(place, symbol, 'an element of JSX'), calls: [], makes: false }))
}

const nowhere = { line: 0, column: 0, endLine: 0, endColumn: 0 }

/** Nothing here defines it: the language, or a package in no repository. */
const isElsewhere = ({ kind }: Binding) => kind === 'unknown' || kind === 'import'

async function formsOfTarget(resolver: Resolver, target: Target, depth: number): Promise<Forms> {
  const whole: Form = { is: 'target', target, calls: [], makes: false }
  if (target.kind === 'file') return [whole]
  const shaped = await shapeAt(resolver, target, target.range)
  if (shaped?.shape?.is === 'type') return [{ ...whole, calls: shaped.shape.calls, makes: shaped.shape.makes }]
  const forms = shaped?.shape ? await formsOf(resolver, { tree: target.tree, path: target.path, shape: shaped.shape }, depth + 1) : null
  return forms ?? (await hasMembers(resolver.symbols, target) ? [whole] : null)
}

async function shapeAt({ code, signal }: Resolver, { tree, path }: Place, { line, column }: { line: number; column: number }, member?: string): Promise<AnswerOf<'shape'>> {
  const [shaped] = await code.ask('shape', { tree, paths: [path], ask: { line, column, ...(member !== undefined && { member }) }, signal })
  return shaped ?? null
}

async function memberForms(resolver: Resolver, form: Form, name: string, depth: number): Promise<Forms> {
  const targets = await membersIn(resolver, form, name, depth)
  if (targets.length > 0) return anyOf(targets.map((target) => formsOfTarget(resolver, target, depth + 1)))
  const shape = libraryMember(form.is === 'library' ? form : null, name)
  return shape === null ? [] : formsOf(resolver, { ...placeOf(form), shape }, depth + 1)
}

async function membersIn(resolver: Resolver, form: Form, name: string, depth: number): Promise<readonly Target[]> {
  if (form.is === 'target') return resolver.membersAlong([form.target], [name], depth >> 1)
  const at = form.is === 'object' ? await shapeAt(resolver, form, form, name) : null
  const site = at && (await resolver.siteAt(placeOf(form), at))
  if (!site) return []
  // In `{ total }` the name is a variable as well, which is not the member.
  return site.role === 'reference' && site.binding.kind !== 'member' ? [ownKey(site, site.range)] : resolver.resolve(site, (depth >> 1) + 1)
}

type Following = (inner: Shape | null | undefined, at?: Place) => Promise<Forms> | null

/** A class makes one of itself. */
function resultOf(form: Form, of: Following): Promise<Forms> | Forms {
  if (form.is === 'function') return of(form.result, form)
  if (form.is === 'library' || (form.is === 'target' && form.makes)) return [form]
  return anyOf(form.calls.map((call) => (call.is === 'function' ? of(call.result, placeOf(form)) : null)))
}

function elementOf(form: Form): Shape | null {
  if (form.is !== 'library') return null
  return form.arguments[form.name === 'Record' ? 1 : 0] ?? null
}

function parameterOf(form: Form, at: number, of: Following): Promise<Forms> | Forms {
  if (form.is === 'library') return []
  const calls = form.is === 'function' ? [form] : form.calls
  return anyOf(calls.map((call) => (call.is === 'function' ? of(takenAt(call, at), placeOf(form)) : null)))
}

/** The last parameter may take any number. */
function takenAt({ parameters, rest }: Extract<Shape, { is: 'function' }>, at: number): Shape | null {
  const last = parameters.length - 1
  const isRest = rest === true && at >= last
  const taken = parameters[isRest ? last : at] ?? null
  return taken && isRest ? { is: 'element', of: taken } : taken
}
