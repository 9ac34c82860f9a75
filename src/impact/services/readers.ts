import { isAsyncApi, isOpenApi, protoFiles, readAsyncApi, readOpenApi } from './api-documents.ts'
import { isBackstage, readEntity } from './backstage.ts'
import { dockerfiles, isChart, isCompose, isValues, isWorkload, readChart, readCompose, readValues, readWorkload } from './containers.ts'
import { nothingTold, type ServiceFacts, type ServiceReader } from './facts.ts'
import { readYaml, type YamlDocument } from './yaml-documents.ts'

/** Counts up when a reader tells something else of the same files than before. */
export const SERVICE_READERS_VERSION = '5'

/** Whether something was read by the readers of today, whatever indexes there were. */
export const isReadByThese = (readers: string | undefined): boolean => readers?.startsWith(`${SERVICE_READERS_VERSION} `) === true

/** Whether a file is worth parsing: most YAML of a repository says nothing about services. */
const hint = /^\s{0,4}["']?(?:apiVersion|openapi|swagger|asyncapi|services|dependencies)["']?\s*:|["']?image["']?\s*:|:\/\//m

/** Files of YAML and JSON, told apart by what stands in them. */
const yamlFiles: ServiceReader = {
  reads: (path) => /\.ya?ml$|(^|\/)[\w.-]*(?:openapi|swagger|asyncapi)[\w.-]*\.json$/i.test(path) && !/(^|\/)(?:node_modules|vendor|\.github|testdata|fixtures)\/|pnpm-lock\.yaml$/.test(path),
  read(text, path) {
    if (!hint.test(text)) return nothingTold()
    const documents = readYaml(text)
    if (typeof documents === 'string') return { ...nothingTold(), gaps: speaksOfServices(path) ? [{ path, reason: documents }] : [] }
    return joined(documents.map((document) => readDocument(document, path)))
  },
}

/** Templates and settings of other programs are often no YAML; what these are named for services should be. */
const speaksOfServices = (path: string) => /catalog-info\.ya?ml$|(?:openapi|swagger|asyncapi)[^/]*$/i.test(path) || isCompose(path) || isChart(path)

function readDocument(document: YamlDocument, path: string): ServiceFacts {
  if (isBackstage(document)) return { ...nothingTold(), ...readEntity(document, path) }
  if (isOpenApi(document)) return readOpenApi(document, path)
  const links = isAsyncApi(document) ? readAsyncApi(document, path) : isWorkload(document) ? readWorkload(document, path)
    : isCompose(path) ? readCompose(document, path) : isChart(path) ? readChart(document, path) : isValues(path) ? readValues(document, path) : []
  return { ...nothingTold(), links }
}

const all: readonly ServiceReader[] = [yamlFiles, dockerfiles, protoFiles]

/** Whether a file may tell something about services. */
export const isServiceFile = (path: string): boolean => all.some((reader) => reader.reads(path))

/** What is read and kept of one tree. Longer names are none that people gave. */
const most = { files: 5_000, told: 5_000, name: 300 }

/** Everything that these files tell; `text` gives null for what cannot be read. */
export function readServices(paths: readonly string[], text: (path: string) => string | null): ServiceFacts {
  const told = joined(paths.slice(0, most.files).flatMap((path) => {
    const read = text(path)
    return read === null ? [] : all.flatMap((reader) => (reader.reads(path) ? [reader.read(read, path)] : []))
  }))
  const { gaps } = told
  const entities = told.entities.filter(({ name }) => name.length <= most.name)
  const links = told.links.filter(({ to, from }) => Math.max(to.name.length, from?.name.length ?? 0) <= most.name)
  const cut = [
    ...(paths.length > most.files ? [`${(paths.length - most.files).toLocaleString('en')} files that may tell of services are too many to be read.`] : []),
    ...(Math.max(entities.length, links.length) > most.told ? [`More than ${most.told.toLocaleString('en')} services or links are told; only so many are kept.`] : []),
  ]
  return { entities: entities.slice(0, most.told), links: links.slice(0, most.told), gaps: [...gaps, ...cut.map((reason) => ({ path: '', reason }))] }
}

const joined = (facts: readonly ServiceFacts[]): ServiceFacts => ({ entities: facts.flatMap(({ entities }) => entities), links: facts.flatMap(({ links }) => links), gaps: facts.flatMap(({ gaps }) => gaps) })
