import { endOf, expand, type Scope, type Value } from './scope.ts'

/** Null where it cannot be told from the tree. */
export type Truth = boolean | null

/** Longer ones, and ones with more brackets within brackets, are made to take long. */
const maxText = 2_000
const maxDepth = 20

/** https://learn.microsoft.com/visualstudio/msbuild/msbuild-conditions */
export function truthOf(condition: string | undefined, scope: Scope): Truth {
  if (condition === undefined || condition.trim() === '') return true
  const tokens = condition.length > maxText ? null : tokensOf(condition)
  if (tokens === null) return null
  const reader = { tokens, at: 0, scope }
  const truth = either(reader, 0)
  return reader.at === tokens.length ? truth : null
}

const tokenShape = /\s*(?:'([^']*)'|(==|!=|<=|>=|<|>|\(|\)|!)|(\$\()|([^\s'()=!<>$]+))/y

interface Token {
  kind: 'text' | 'sign' | 'word'
  text: string
}

function tokensOf(condition: string): Token[] | null {
  const text = condition.trim()
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    tokenShape.lastIndex = at
    const [whole = '', quoted, sign, property, word] = tokenShape.exec(text) ?? []
    if (whole === '') return null
    const end = property === undefined ? at + whole.length : endOf(text, at + whole.length - 1) + 1
    if (end <= at) return null
    if (quoted !== undefined || property !== undefined) tokens.push({ kind: 'text', text: quoted ?? text.slice(at, end).trim() })
    else tokens.push(sign === undefined ? { kind: 'word', text: word ?? '' } : { kind: 'sign', text: sign })
    at = end
  }
  return tokens
}

interface Reader {
  tokens: readonly Token[]
  at: number
  scope: Scope
}

const isNext = ({ tokens, at }: Reader, text: string) => tokens[at]?.kind !== 'text' && tokens[at]?.text.toLowerCase() === text

function either(reader: Reader, depth: number): Truth {
  let truth = both(reader, depth)
  while (isNext(reader, 'or')) {
    reader.at++
    const other = both(reader, depth)
    truth = truth === true || other === true ? true : truth === null || other === null ? null : false
  }
  return truth
}

function both(reader: Reader, depth: number): Truth {
  let truth = single(reader, depth)
  while (isNext(reader, 'and')) {
    reader.at++
    const other = single(reader, depth)
    truth = truth === false || other === false ? false : truth === null || other === null ? null : true
  }
  return truth
}

function single(reader: Reader, depth: number): Truth {
  if (depth > maxDepth) return null
  if (isNext(reader, '!')) {
    reader.at++
    const truth = single(reader, depth + 1)
    return truth === null ? null : !truth
  }
  if (isNext(reader, '(')) {
    reader.at++
    const truth = either(reader, depth + 1)
    if (!isNext(reader, ')')) return null
    reader.at++
    return truth
  }
  return compared(reader)
}

function compared(reader: Reader): Truth {
  const left = operand(reader)
  if (left === null) return called(reader)
  const sign = reader.tokens[reader.at]
  if (sign?.kind !== 'sign' || !/^[=!<>]=?$/.test(sign.text)) return !left.isKnown ? null : /^true$/i.test(left.text) ? true : /^false$/i.test(left.text) ? false : null
  reader.at++
  const right = operand(reader)
  if (!left.isKnown || !right?.isKnown) return null
  const [a, b] = [left.text.toLowerCase(), right.text.toLowerCase()]
  if (sign.text === '==') return a === b
  if (sign.text === '!=') return a !== b
  return ordered(Number(a), sign.text, Number(b))
}

function ordered(a: number, sign: string, b: number): Truth {
  if (Number.isNaN(a) || Number.isNaN(b)) return null
  return sign === '<' ? a < b : sign === '<=' ? a <= b : sign === '>' ? a > b : a >= b
}

/** A text, a number or a word; null for the name of a function. */
function operand(reader: Reader): Value | null {
  const token = reader.tokens[reader.at]
  const next = reader.tokens[reader.at + 1]
  if (!token || token.kind === 'sign' || (token.kind === 'word' && next?.kind === 'sign' && next.text === '(')) return null
  reader.at++
  return expand(token.text, reader.scope)
}

/** `Exists('…')` and the like: whether that holds when the project is built cannot be told. */
function called(reader: Reader): null {
  while (reader.at < reader.tokens.length && !isNext(reader, ')')) reader.at++
  reader.at++
  return null
}
