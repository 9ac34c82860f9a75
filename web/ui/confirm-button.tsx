import { Button, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'

/** A button for what cannot be taken back: it says what will happen and asks once. */
export function ConfirmButton({ label, question, run }: { label: string; question: string; run: () => void }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="subtle" color="red" size="compact-sm" onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={label} centered>
        <Text mb="md" style={{ overflowWrap: 'anywhere' }}>
          {question}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep it
          </Button>
          <Button
            color="red"
            data-autofocus
            onClick={() => {
              close()
              run()
            }}
          >
            {label}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
