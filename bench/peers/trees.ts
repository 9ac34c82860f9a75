/** The files of a corpus as the index sees them: a tree for each repository. */

import { layOutTree, pathOf, type Snapshot, type Tree } from '../../engine/snapshot/index.ts'
import { nameOf, type CorpusFile } from '../corpus.ts'

export type RepoTree = { repo: string; tree: Tree }

export function treesOf(files: readonly CorpusFile[], snapshot: Snapshot): RepoTree[] {
  const byRepo = Map.groupBy(files, ({ repo }) => repo)
  return [...byRepo].map(([repo, ofRepo]) => {
    const tree = layOutTree(repo, ofRepo.map(({ path }) => path))
    ofRepo.forEach(({ oid }, i) => (tree.docs[i] = snapshot.find(Buffer.from(oid, 'hex'), 0, oid.length / 2)))
    return { repo, tree }
  })
}

export const nameIn = ({ repo, tree }: RepoTree, file: number) => nameOf({ repo, path: pathOf(tree, file) })
