import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openFile } from './input.ts'

/** A source map on this machine. */
export interface FoundMap {
  /** The generated file that it is of. */
  file: string
  /** What the generated file says; empty where it says none. */
  debugId: string
  read(): Promise<ReadableStream<Uint8Array>>
}

/** The maps that a word of the command line names: that of a file, or all below a folder. */
export async function findSourceMaps(name: string): Promise<FoundMap[]> {
  const isFolder = await stat(name).then((found) => found.isDirectory(), () => false)
  if (isFolder) return (await mapsBelow(name)).map(ofMap)
  return name.endsWith('.map') ? [ofMap(name)] : [await ofGenerated(name)]
}

async function mapsBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => /\.(?:[cm]?js|jsx|bundle)\.map$/.test(name) && !/(?:^|[\\/])node_modules[\\/]/.test(name)).toSorted().map((name) => join(folder, name))
}

const ofMap = (path: string): FoundMap => ({ file: path.replace(/\.map$/, ''), debugId: '', read: () => openFile(path) })

/** The last comment counts, as it does for browsers. */
async function ofGenerated(path: string): Promise<FoundMap> {
  const code = await text(await openFile(path))
  const url = [...code.matchAll(/\/\/[#@] sourceMappingURL=(\S+)/g)].at(-1)?.[1] ?? ''
  const debugId = [...code.slice(-4096).matchAll(/\/\/# debugId=([\w-]+)/g)].at(-1)?.[1] ?? ''
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1]
  if (inline !== undefined) return { file: path, debugId, read: async () => new Blob([Buffer.from(inline, 'base64')]).stream() }
  const beside = url === '' || /^[a-z]+:/i.test(url) ? `${path}.map` : join(dirname(path), decodeURIComponent(url.replace(/[?#].*$/, '')))
  return { file: path, debugId, read: () => openFile(beside) }
}
