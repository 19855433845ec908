import { useState } from 'preact/hooks'
import { undoImport } from '../../api/import.ts'
import { showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { words } from '../../words/language.ts'

interface Properties {
  id: string
  /** Which import it is. */
  label: string
  onDone: () => void
}

/** Takes an import back, once whoever asks for it has read that this cannot be taken back in turn. */
export function UndoImport({ id, label, onDone }: Properties) {
  const said = words.value.house
  const common = words.value.common
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  async function undo() {
    setBusy(true)
    try {
      const { removed, restored, kept } = await undoImport(id)
      sayDone(said.tookBack(showNumber(removed), showNumber(restored), showNumber(kept)))
    } catch (error) {
      sayWrong(error)
    }
    setBusy(false)
    setAsking(false)
    onDone()
  }
  return (
    <>
      <Button onPress={() => setAsking(true)} label={`${common.undo}: ${label}`}>
        {common.undo}
      </Button>
      {asking && (
        <Dialog title={said.undoAsks} onClose={() => setAsking(false)}>
          <p>{said.undoHow}</p>
          <Button look="main" onPress={undo} disabled={busy}>
            {said.undoImport}
          </Button>
        </Dialog>
      )}
    </>
  )
}
