import { uploadSourceMap, type UploadedMap } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { badUse, exit, Failure } from '../problem.ts'
import { connect } from '../server.ts'
import { findSourceMaps, type FoundMap } from '../source-map-files.ts'
import { counted } from '../table.ts'

export const sourceMapsUpload = command({
  summary: 'Upload source maps, so that traces of minified files lead to the code',
  usage: '[FILE|DIR]…',
  words: { least: 0, most: 10_000 },
  flags: {
    repo: { type: 'string', value: 'NAME', doc: 'The repository that the sources lie in (none: everybody may be led through the maps)' },
    release: { type: 'string', value: 'NAME', doc: 'The release or version that was built' },
  },
  notes: [
    'FILE is a source map (app.js.map) or a generated file, whose map lies beside it or in it; of a DIR all maps below it are taken.',
    'A newer map of the same repository, release and file takes the place of the older one. For example, after a build: firebreak source-maps upload --repo acme/web --release 1.4.0 dist',
  ],
  async run({ terminal, env }, { words, flags }) {
    if (words.length === 0) throw badUse('Say which files: firebreak source-maps upload --repo NAME --release NAME dist')
    const found = (await Promise.all(words.map(findSourceMaps))).flat()
    if (found.length === 0) throw new Failure('There is no source map in what was named. Build with source maps, then try again.', { code: 'cli.no_maps' })
    const server = await connect(env)
    const uploaded: UploadedMap[] = []
    for (const { file, debugId, read } of found) {
      terminal.progress(`${uploaded.length + 1} of ${found.length}: ${file}`)
      const query = { file, debugId, release: flags.release ?? '', ...(flags.repo === undefined ? {} : { repo: flags.repo }) }
      uploaded.push((await (await server.open(uploadSourceMap, { query }, await packed(read))).json()) as UploadedMap)
    }
    if (flags.json) terminal.printJson({ maps: uploaded })
    else for (const { file, release, sources } of uploaded) terminal.print({ text: file, style: 'bold' }, release === '' ? '' : `  ${release}`, `  ${counted(sources, 'source')}`)
    return exit.done
  },
})

async function packed(read: FoundMap['read']): Promise<ReadableStream<Uint8Array>> {
  return (await read()).pipeThrough(new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>)
}
