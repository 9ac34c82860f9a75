import { syntaxTree } from '@codemirror/language'
import { Facet, StateEffect, StateField, type Extension } from '@codemirror/state'
import { EditorView, showTooltip, ViewPlugin, type Tooltip } from '@codemirror/view'
import { sameToken, tokenAt, unitsBefore, type CodeToken } from './code-token.ts'

export interface CardHandlers {
  /** Whether there is something to tell of a name on which the pointer rests. Never fails; no longer matters when the signal is aborted. */
  hasCard(token: CodeToken, signal: AbortSignal): Promise<boolean>
  /** Fills the card; returns what empties it. */
  fillCard(token: CodeToken, box: HTMLElement, how: CardOpening): () => void
}

export interface CardOpening {
  /** Closes the card, as something was chosen in it. */
  close(): void
}

/** The pointer rests so long before anything is asked, and so long before the card opens, which is there by then. */
const askMs = 50
export const restMs = 150
/** The card stays so long when the pointer is on its way to it. */
const leaveMs = 250

interface Card {
  token: CodeToken
  tooltip: Tooltip
}

const setCard = StateEffect.define<Card | null>()

const cardField = StateField.define<Card | null>({
  create: () => null,
  update: (card, { effects }) => effects.reduce((before, effect) => (effect.is(setCard) ? effect.value : before), card),
  provide: (field) => showTooltip.from(field, (card) => card?.tooltip ?? null),
})

export const openedCard = (view: EditorView): CodeToken | null => view.state.field(cardField, false)?.token ?? null

/** A card beside a name: it opens when the pointer rests on the name, stays while the pointer is on either, and goes by Escape. */
export function nameCards(handlers: CardHandlers): Extension {
  return [cardField, handlersFacet.of(handlers), pointing]
}

/** Opens the card without a pointer. */
export function openCard(view: EditorView, token: CodeToken): void {
  view.plugin(pointing)?.open(token, { focus: true })
}

const handlersFacet = Facet.define<CardHandlers>()

class Pointing {
  private readonly view: EditorView
  private over: CodeToken | null = null
  private asked: AbortController | null = null
  private resting: ReturnType<typeof setTimeout> | undefined
  private leaving: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.view = view
    window.addEventListener('keydown', this.onKey, { capture: true })
    window.addEventListener('pointerdown', this.onPress, { capture: true })
  }

  destroy(): void {
    this.rest()
    clearTimeout(this.leaving)
    window.removeEventListener('keydown', this.onKey, { capture: true })
    window.removeEventListener('pointerdown', this.onPress, { capture: true })
  }

  private get handlers(): CardHandlers | undefined {
    return this.view.state.facet(handlersFacet)[0]
  }

  /** A finger rests on nothing. */
  move(event: PointerEvent): void {
    if (event.pointerType === 'touch') return
    const token = event.buttons === 0 ? tokenUnder(this.view, event) : null
    if (sameToken(token, this.over)) return
    this.over = token
    this.rest()
    if (sameToken(token, openedCard(this.view))) return clearTimeout(this.leaving)
    this.leaveSoon()
    if (token) this.resting = setTimeout(() => void this.ask(token), askMs)
  }

  leave(): void {
    this.over = null
    this.rest()
    this.leaveSoon()
  }

  open(token: CodeToken, how: { focus: boolean }): void {
    this.rest()
    clearTimeout(this.leaving)
    const line = this.view.state.doc.line(Math.min(token.line, this.view.state.doc.lines))
    const pos = line.from + unitsBefore(line.text, token.column - 1)
    const create = () => this.draw(token, how)
    this.view.dispatch({ effects: setCard.of({ token, tooltip: { pos, end: pos + token.text.length, above: true, create } }) })
  }

  close(): void {
    clearTimeout(this.leaving)
    if (openedCard(this.view)) this.view.dispatch({ effects: setCard.of(null) })
  }

  private async ask(token: CodeToken): Promise<void> {
    const asked = new AbortController()
    this.asked = asked
    const rested = new Promise((done) => setTimeout(done, restMs - askMs))
    const has = await this.handlers?.hasCard(token, asked.signal)
    await rested
    if (has && !asked.signal.aborted) this.open(token, { focus: false })
  }

  /** The pointer goes on: what was asked for does not matter any more. */
  private rest(): void {
    clearTimeout(this.resting)
    this.asked?.abort()
    this.asked = null
  }

  private leaveSoon(): void {
    clearTimeout(this.leaving)
    this.leaving = setTimeout(() => this.close(), leaveMs)
  }

  /** Opened by key it takes the focus, so that it is read aloud and its buttons are at hand. */
  private draw(token: CodeToken, { focus }: { focus: boolean }) {
    const dom = document.createElement('div')
    dom.className = 'fb-card'
    dom.addEventListener('mouseenter', () => clearTimeout(this.leaving))
    dom.addEventListener('mouseleave', () => {
      if (!dom.contains(document.activeElement)) this.leaveSoon()
    })
    const empty = this.handlers?.fillCard(token, dom, { close: () => this.close() })
    const mount = () => {
      if (focus) dom.querySelector<HTMLElement>('[tabindex]')?.focus({ preventScroll: true }) // it is not yet where it will be
    }
    return { dom, mount, offset: { x: 0, y: 2 }, ...(empty ? { destroy: empty } : {}) }
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !openedCard(this.view)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const held = this.view.dom.querySelector('.fb-card')?.contains(document.activeElement)
    this.close()
    if (held) this.view.focus()
  }

  private readonly onPress = ({ target }: Event): void => {
    if (openedCard(this.view) && !(target instanceof Element && target.closest('.fb-card'))) this.close()
  }
}

const pointing = ViewPlugin.fromClass(Pointing, {
  eventObservers: {
    pointermove(event) {
      this.move(event)
    },
    pointerleave() {
      this.leave()
    },
  },
})

/** The name under the pointer: under its letters, not somewhere behind the end of the line. */
export function tokenUnder(view: EditorView, { clientX: x, clientY: y }: MouseEvent): CodeToken | null {
  const pos = view.posAtCoords({ x, y })
  if (pos === null) return null
  const found = tokenInState(view, pos)
  if (!found) return null
  const [from, to] = [view.coordsAtPos(found.from, 1), view.coordsAtPos(found.to, -1)]
  const isOn = from && to && (from.top !== to.top || (x >= from.left && x <= to.right)) && y >= from.top && y <= to.bottom
  return isOn ? found.token : null
}

/** The name at an offset of the document that may mean something: not a word of a comment, nor of the language itself. */
export function tokenInState({ state }: EditorView, pos: number): { token: CodeToken; from: number; to: number } | null {
  const line = state.doc.lineAt(pos)
  if (line.length > maxLine) return null
  const token = tokenAt(line.text, pos - line.from, line.number)
  if (!token) return null
  const from = line.from + unitsBefore(line.text, token.column - 1)
  const { name } = syntaxTree(state).resolveInner(from, 1)
  return name === token.text || /comment|keyword/i.test(name) ? null : { token, from, to: from + token.text.length }
}

/** In longer lines nobody points at names, and their parts are not worth the time. */
const maxLine = 20_000
