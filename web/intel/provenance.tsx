import { IconCircleCheck, IconZoomQuestion } from '@tabler/icons-react'
import { provenanceOf } from '../../src/intel/contract.ts'
import classes from './provenance.module.css'

const titles = {
  'precise': 'Precise: from an index that a compiler made',
  'search-based': 'Search-based: from names, scopes and imports; it may be wrong',
}

/** How sure an answer is, in a word and a shape, with its reason on hover. */
export function Provenance({ precise, reason = '', quiet = false }: { precise: boolean; reason?: string; quiet?: boolean }) {
  const word = provenanceOf({ precise })
  const Icon = precise ? IconCircleCheck : IconZoomQuestion
  return (
    <span className={classes.provenance} data-quiet={quiet || undefined} title={reason === '' ? titles[word] : `${titles[word]}. Why: ${reason}`}>
      <Icon size={14} stroke={1.8} aria-hidden />
      <span className={classes.word}>{word}</span>
    </span>
  )
}
