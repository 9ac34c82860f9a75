/** What the files of a tree tell of services: what there is, and what has to do with what. */

/** `service`: something that runs; `api`: what one offers and others call; `image`: of a container; `topic`: of messages; the others as in Backstage's catalogue. */
export type EntityKind = 'service' | 'api' | 'image' | 'topic' | 'resource' | 'system'

/** `declared`: somebody wrote it down as such; `precise`: a tool resolves it so; `inferred`: a name or an address suggests it. */
export type Certainty = 'declared' | 'precise' | 'inferred'

/** Lines count from 1. */
export interface Place {
  path: string
  line: number
}

export interface EntityRef {
  kind: EntityKind
  name: string
}

export interface Entity extends EntityRef {
  /** What people call it; null where that is its name. */
  title: string | null
  /** Of the catalogue, as written there. */
  owner: string | null
  system: string | null
  /** The file that describes the API; null where that is not said, or it is none. */
  definition: string | null
  at: Place
}

/**
 * From a service to what it has to do with. `depends_on`, `part_of`: as a catalogue says; `provides`, `consumes`: an API; `sends`, `receives`: of
 * a topic; `based_on`: what its image is built from; `builds`, `runs`: an image; `calls`: another service by its address.
 */
export type LinkKind = 'depends_on' | 'part_of' | 'provides' | 'consumes' | 'sends' | 'receives' | 'based_on' | 'builds' | 'runs' | 'calls'

export interface Link {
  /** Null for the service that the file belongs to. */
  from: EntityRef | null
  kind: LinkKind
  to: EntityRef
  certainty: Certainty
  at: Place
}

export interface ServiceFacts {
  entities: Entity[]
  links: Link[]
  gaps: { path: string; reason: string }[]
}

/** Reads one kind of file. Never throws, and takes time linear in its length. */
export interface ServiceReader {
  /** Whether a file may be such a one, told from its path alone. */
  reads(path: string): boolean
  read(text: string, path: string): ServiceFacts
}

export const nothingTold = (): ServiceFacts => ({ entities: [], links: [], gaps: [] })
