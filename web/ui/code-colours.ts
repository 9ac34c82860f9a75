import { highlightCode, tagHighlighter, tags } from '@lezer/highlight'
import type { CodeLanguage } from './code-language.ts'
import './code-colours.css'

/** Few colours, all quiet: what a reader skims for is told apart, the rest is plain text. */
export const colours = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.self], class: 'fb-keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue, tags.character], class: 'fb-string' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment, tags.docComment], class: 'fb-comment' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.literal, tags.unit, tags.color], class: 'fb-number' },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName, tags.standard(tags.name)], class: 'fb-type' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.function(tags.definition(tags.variableName)), tags.macroName], class: 'fb-function' },
  { tag: [tags.definition(tags.propertyName), tags.propertyName, tags.attributeName, tags.labelName], class: 'fb-property' },
  { tag: [tags.meta, tags.annotation, tags.processingInstruction], class: 'fb-meta' },
  { tag: [tags.heading, tags.strong], class: 'fb-strong' },
  { tag: tags.emphasis, class: 'fb-emphasis' },
  { tag: [tags.link, tags.url], class: 'fb-url' },
  { tag: tags.inserted, class: 'fb-inserted' },
  { tag: tags.deleted, class: 'fb-deleted' },
  { tag: tags.invalid, class: 'fb-invalid' },
])

/** A part of a line, in UTF-16 units from its start, with the class that colours it. */
export interface ColourSpan {
  from: number
  to: number
  className: string
}

/** More than this is not coloured: a parse of it would hold up the page. */
const maxLength = 60_000

/** The colours of each line of a text. */
export function colourLines(text: string, language: CodeLanguage): ColourSpan[][] {
  const lines: ColourSpan[][] = [[]]
  if (text.length > maxLength) return text.split('\n').map(() => [])
  let at = 0
  highlightCode(
    text,
    language.parser.parse(text),
    colours,
    (piece, className) => {
      if (className !== '') lines.at(-1)?.push({ from: at, to: at + piece.length, className })
      at += piece.length
    },
    () => {
      lines.push([])
      at = 0
    },
  )
  return lines
}
