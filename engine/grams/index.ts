/** Grams of three symbols: what an index knows of a text, and what it must have to hold a match. */

export { GRAM_COUNT, GRAM_LENGTH, gramOf, SYMBOLS } from './alphabet.ts'
export { GramCollector } from './collect.ts'
export { gramQueryOfPattern, type PatternGrams } from './from-pattern.ts'
export { gramQueryOf } from './from-regex.ts'
export { ALL, holds, NONE, printGramQuery, type GramQuery } from './query.ts'
