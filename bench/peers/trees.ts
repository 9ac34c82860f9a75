/** The files of a corpus as the index sees them: a tree for each repository. */

import { layOutTree, pathOf, placeDocuments, type Snapshot, type Tree } from '../../engine/snapshot/index.ts'
import { nameOf, type CorpusFile } from '../corpus.ts'

export type RepoTree = { repo: string; tree: Tree }

export function treesOf(files: readonly CorpusFile[], snapshot: Snapshot): RepoTree[] {
  const byRepo = Map.groupBy(files, ({ repo }) => repo)
  return [...byRepo].map(([repo, ofRepo]) => {
    const tree = layOutTree(repo, ofRepo.map(({ path }) => path))
    placeDocuments(tree, (file) => snapshot.find(Buffer.from(ofRepo[file].oid, 'hex'), 0, ofRepo[file].oid.length / 2))
    return { repo, tree }
  })
}

export const nameIn = ({ repo, tree }: RepoTree, file: number) => nameOf({ repo, path: pathOf(tree, file) })
