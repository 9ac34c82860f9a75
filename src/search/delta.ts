import { isCommitPlace, type FrozenPlace, type FrozenSearch, type SearchDelta } from './contract.ts'

const key = (place: FrozenPlace) => JSON.stringify([place.repository, place.rev, place.path, isCommitPlace(place) ? place.commit : place.text])

/**
 * What has changed between two answers to one question. Places are matched by repository, revision as asked, path and text, commits by their ids;
 * equal texts in one file are paired in the order of their lines, so a line that only moved is not both lost and found.
 */
export function compareSearches(before: FrozenSearch, after: FrozenSearch): SearchDelta {
  const old = Map.groupBy(before.places, key)
  const added: FrozenPlace[] = []
  let moved = 0
  let unchanged = 0
  for (const place of after.places) {
    const twin = old.get(key(place))?.shift()
    if (!twin) added.push(place)
    else if (twin.line === place.line) unchanged++
    else moved++
  }
  return { before: headOf(before), after: headOf(after), added, removed: [...old.values()].flat(), moved, unchanged }
}

const headOf = ({ at, matchCount, ledger, truncated }: FrozenSearch) => ({ at, matchCount, complete: ledger.complete && !truncated })
