import { Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react'
import type { FrameMapping, ResolvedFrame } from '../../src/intel/contract.ts'
import { fileHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { mapWords, printedWords } from './trace-words.ts'
import classes from './trace-view.module.css'

const checks = [
  { of: 'contradicted', Icon: IconCircleX, label: 'Disagrees' },
  { of: 'verified', Icon: IconCircleCheck, label: 'Checked' },
  { of: 'unverified', Icon: IconHelpCircle, label: 'Not checked' },
] as const

/** Where a frame was printed and through which map it came here, with what was compared to see that the map is of that build. */
export function FrameMappingNote({ frame, mapping }: { frame: ResolvedFrame; mapping: FrameMapping }) {
  const { origin, repo, path } = mapping
  const inRepository = origin !== 'upload' && repo !== null && path !== null
  return (
    <div className={classes.mapping}>
      <Text size="xs">
        Printed as <code>{printedWords(frame)}</code>, {inRepository ? <PlaceLink href={fileHref({ repo, rev: frame.place?.repo === repo ? frame.place.commit : '', path })}>{mapWords(mapping)}</PlaceLink> : mapWords(mapping)}.
      </Text>
      <ul className={classes.checks} aria-label="What was compared">
        {checks.flatMap(({ of, Icon, label }) => mapping[of].map((words) => (
          <li key={words} data-kind={of}>
            <Icon size={14} stroke={1.8} aria-label={label} /> {words}
          </li>
        )))}
      </ul>
    </div>
  )
}
