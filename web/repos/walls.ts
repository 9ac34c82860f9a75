import type { IndexerWalls } from '../../src/intel/contract.ts'

/** What holds indexers on this server, in a sentence. */
export const walledIn: Record<IndexerWalls, string> = {
  bubblewrap: 'Here indexers run within bubblewrap and Node’s permissions: no network, no other process, no file but the code.',
  namespaces: 'Here indexers run within namespaces of the kernel and Node’s permissions: no network, no other process, no file but the code.',
  none: 'Here indexers run within Node’s permissions alone: no program and no file but the code. The system does not let us cut off the network; bubblewrap, or namespaces for its users, would.',
}

/** The same of one run, in a few words. */
export const walledBy: Record<IndexerWalls, string> = { bubblewrap: 'bubblewrap', namespaces: 'namespaces', none: 'permissions alone' }
