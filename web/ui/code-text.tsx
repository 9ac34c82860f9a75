import { startTransition, useEffect, useMemo, useState } from 'react'
import { colourLines, type ColourSpan } from './code-colours.ts'
import { languageNow, loadLanguage, type CodeLanguage } from './code-language.ts'
import { clipLine, piecesOf, type Mark } from './code-pieces.ts'
import { codeOf } from './hidden-characters.ts'

/** The language of a path, an extension or a name, once it is loaded. */
export function useLanguage(pathOrName: string | undefined): CodeLanguage | null {
  const [found, setFound] = useState<{ of: string; language: CodeLanguage | null } | null>(null)
  const now = pathOrName ? languageNow(pathOrName) : null
  useEffect(() => {
    if (now) return
    let current = true
    // Many excerpts hear of their language at once: they are coloured one after another, with room for other things between.
    const take = (of: string, language: CodeLanguage | null) => startTransition(() => { if (current) setFound({ of, language }) })
    if (pathOrName) void loadLanguage(pathOrName).then((language) => take(pathOrName, language), () => undefined)
    return () => {
      current = false
    }
  }, [pathOrName, now])
  return now ?? (found && found.of === pathOrName ? found.language : null)
}

/** The colours of each line; none until the language is there, and the text stands meanwhile. */
export function useColours(text: string, pathOrName: string | undefined): ColourSpan[][] {
  const language = useLanguage(pathOrName)
  return useMemo(() => (language ? colourLines(text, language) : []), [language, text])
}

/** Longer lines are shown in part: nobody reads them, and a browser cannot lay them out quickly. */
const room = 1000

/** One line of code with its colours and marks, and with hidden characters made visible. */
export function CodeText({ text, colours, marks }: { text: string; colours?: ColourSpan[] | undefined; marks?: readonly Mark[] | undefined }) {
  const clipped = clipLine({ text, marks: marks ?? [] }, room)
  const whole = clipped.before + clipped.after === 0
  return (
    <>
      {clipped.before > 0 && <Left count={clipped.before} />}
      {piecesOf({ text: clipped.text, colours: whole ? (colours ?? []) : [], marks: clipped.marks }).map((piece, at) => {
        if (piece.hidden) return <Hidden key={at} character={piece.text} name={piece.hidden} />
        if (piece.marked) return <mark key={at}>{piece.text}</mark>
        return piece.className === '' ? piece.text : <span key={at} className={piece.className}>{piece.text}</span>
      })}
      {clipped.after > 0 && <Left count={clipped.after} />}
    </>
  )
}

const Left = ({ count }: { count: number }) => <span className="fb-comment" title="The line is too long to be shown whole here"> … {count.toLocaleString('en')} more characters … </span>

const Hidden = ({ character, name }: { character: string; name: string }) => <span className="fb-hidden-character" title={name}>{codeOf(character)}</span>
