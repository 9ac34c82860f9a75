import { Fragment, isValidElement, useMemo, type ComponentProps, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { CodeText, useColours } from './code-text.tsx'
import { addressOf, slugOf, stripHtml, type MarkdownBase } from './markdown-links.ts'
import classes from './markdown.module.css'
import { PlaceLink } from './place-link.tsx'

/**
 * GitHub-flavoured Markdown. HTML within it is not rendered: its tags go, its words stay. Images come only from where
 * `base` puts them or from the text itself (`data:`), so that a document cannot call elsewhere; others become links.
 */
export function Markdown({ text, base }: { text: string; base?: MarkdownBase | undefined }) {
  const components = useMemo(() => componentsFor(base), [base])
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm, stripHtml]} rehypePlugins={[[rehypeSanitize, schema]]} components={components} urlTransform={(url) => url}>
        {text}
      </ReactMarkdown>
    </div>
  )
}

/** Images within the text pass here; `addressOf` lets only those through that cannot run. */
const schema = { ...defaultSchema, protocols: { ...defaultSchema.protocols, src: ['http', 'https', 'data'] } }

function componentsFor(base: MarkdownBase | undefined): Components {
  const link = ({ href = '', children, id }: ComponentProps<'a'>) => <Anchor address={addressOf(href, base, 'link')} id={id}>{children}</Anchor>
  const image = ({ src, alt = '' }: ComponentProps<'img'>) => <Image address={addressOf(String(src ?? ''), base, 'image')} alt={alt} />
  return { a: link, img: image, table: Table, pre: Block, h1: heading('h1'), h2: heading('h2'), h3: heading('h3'), h4: heading('h4'), h5: heading('h5'), h6: heading('h6') }
}

type Address = ReturnType<typeof addressOf>

function Anchor({ address, id, children }: { address: Address; id?: string | undefined; children?: ReactNode }) {
  switch (address.kind) {
    case 'own': return <PlaceLink href={address.href} id={id}>{children}</PlaceLink>
    case 'outside': return <a href={address.href} id={id} target="_blank" rel="noopener noreferrer nofollow">{children}</a>
    case 'within': return <a href={address.href} id={id} onClick={(event) => jump(event, address.href.slice(1))}>{children}</a>
    case 'refused': return <>{children}</>
  }
}

/** Scrolls to a heading and leaves the address alone, which names a place in code. */
function jump(event: React.MouseEvent, target: string): void {
  const found = document.getElementById(target)
  event.preventDefault()
  found?.scrollIntoView()
}

function Image({ address, alt }: { address: Address; alt: string }) {
  if (address.kind === 'own') return <img src={address.href} alt={alt} loading="lazy" />
  return <Anchor address={address}>{`image: ${alt || 'without description'}`}</Anchor>
}

const Table = ({ children }: ComponentProps<'table'>) => <div className={classes.scroll} role="group" aria-label="Table" tabIndex={0}><table>{children}</table></div>

/** A fenced block, coloured by the language that its fence names. */
function Block({ children }: ComponentProps<'pre'>) {
  const code = isValidElement<{ className?: string; children?: ReactNode }>(children) ? children.props : {}
  const text = textOf(code.children).replace(/\n$/, '')
  const colours = useColours(text, /language-(\S+)/.exec(code.className ?? '')?.[1])
  return (
    <pre className={classes.block} tabIndex={0}>
      <code>
        {text.split('\n').map((line, at) => (
          <Fragment key={at}>
            {at > 0 && '\n'}
            <CodeText text={line} colours={colours[at]} />
          </Fragment>
        ))}
      </code>
    </pre>
  )
}

const heading = (Tag: 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6') => ({ children }: { children?: ReactNode }) => <Tag id={slugOf(textOf(children))}>{children}</Tag>

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : ''
}
