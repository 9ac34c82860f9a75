/** What a function of Go takes and gives, as far as its text tells whether another has the same signature. */
export interface GoSignature {
  taken: number
  given: number
  /** The package that it is written in. */
  package: string
  /** The exported types that are named, each where it comes first (`a, b Line` says it once); `of` is the package where one is written. */
  types: { name: string; of: string | null }[]
}

const maxHead = 1_000

/** Of the function whose name ends at an offset; null where no parameters follow. */
export function goSignature(text: string, end: number): GoSignature | null {
  const head = text.slice(end, end + maxHead)
  const taken = inParentheses(head)
  if (taken === null) return null
  const rest = head.slice(taken.length + 2).split('\n', 1)[0]?.replace(/\/\/.*/, '').replace(/\s*\{.*$/, '').trim() ?? ''
  const given = rest.startsWith('(') ? countOf(inParentheses(rest) ?? '') : rest === '' ? 0 : 1
  return { taken: countOf(taken), given, package: /^package\s+(\w+)/m.exec(text)?.[1] ?? '', types: typesIn(`${taken} ${rest}`, text) }
}

function typesIn(signature: string, text: string): GoSignature['types'] {
  const found = new Map([...signature.matchAll(/(?:(\w+)\.)?\b(\p{Lu}\w*)/gu)].map(([written, of = null, name = '']) => [written, { name, of: of && packageOf(of, text) }]))
  return [...found.values()]
}

/** An import may give a package another name. */
const packageOf = (written: string, text: string): string => new RegExp(`^\\s*(?:import\\s+)?${written}\\s+"(?:[^"\\n]*/)?([\\w.-]+)"`, 'm').exec(text)?.[1] ?? written

/** As many values, of types of the same names. A package may call a type of another its own, as `os.FileMode`: two that are written out are not compared. */
export function areAlike(a: GoSignature, b: GoSignature): boolean {
  if (a.taken !== b.taken || a.given !== b.given) return false
  if (takesAny(a) || takesAny(b)) return true
  return a.types.length === b.types.length && a.types.every((one, at) => {
    const other = b.types[at]
    if (!other || one.name !== other.name) return false
    return (one.of !== null && other.of !== null) || (one.of ?? a.package) === (other.of ?? b.package)
  })
}

/** A single capital is a type parameter, which stands for any type. */
const takesAny = ({ types }: GoSignature) => types.some(({ name }) => name.length === 1)

function inParentheses(text: string): string | null {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return text.slice(1, at)
  }
  return null
}

function countOf(list: string): number {
  let [depth, count] = [0, 1]
  for (const char of list.replace(/,\s*$/, '')) {
    if ('([{'.includes(char)) depth++
    if (')]}'.includes(char)) depth--
    if (char === ',' && depth === 0) count++
  }
  return list.trim() === '' ? 0 : count
}
