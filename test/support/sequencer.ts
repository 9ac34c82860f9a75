import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** From what takes longest to what is over in a moment: browsers and whole servers, git and databases, faults at every step, pure functions. */
const folders = ['test/browser', 'test', 'src/repos', 'engine/snapshot', 'engine/history', 'src']

/** Begins with the files that take long by nature: begun last, one of them would leave the other cores idle. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ordered = await super.sort(files)
    return ordered.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}

function placeOf({ moduleId, project }: TestSpecification): number {
  const place = folders.findIndex((folder) => moduleId.startsWith(`${project.config.root}/${folder}/`))
  return place === -1 ? folders.length : place
}
