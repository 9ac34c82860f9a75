/** The files of a corpus as the index sees them: a tree for each repository. */

import { layOutTree, pathOf, placeDocuments, type Snapshot, type Tree } from '../../engine/snapshot/index.ts'
import { nameOf, type CorpusFile } from '../corpus.ts'

export type RepoTree = { repo: string; tree: Tree }

/** The files are those of one repository. */
export function treeOf(files: readonly CorpusFile[], snapshot: Snapshot): RepoTree {
  const repo = files[0]?.repo ?? ''
  const tree = layOutTree(repo, files.map(({ path }) => path))
  placeDocuments(tree, (file) => snapshot.find(Buffer.from(files[file].oid, 'hex'), 0, files[file].oid.length / 2))
  return { repo, tree }
}

export const nameIn = ({ repo, tree }: RepoTree, file: number) => nameOf({ repo, path: pathOf(tree, file) })
