import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { words } from '../../words/language.ts'
import type { AskingProperties } from './close-request.tsx'
import { CloseRequest, EraseCustomer as EraseCustomerDocument } from './requests.graphql.ts'
import { nameOf } from './requests.tsx'

/** Erases whoever asked for it and closes the request, once it was read that nothing brings them back. */
export function EraseCustomer({ request, onClose, onDone }: AskingProperties) {
  const said = words.value.house.requests
  const [busy, setBusy] = useState(false)
  const name = nameOf(request)
  async function erase(customer: string) {
    setBusy(true)
    try {
      await change(EraseCustomerDocument, { input: { customer } })
      await change(CloseRequest, { input: { id: request.id, outcome: 'DONE' } })
      sayDone(said.erased)
    } catch (error) {
      sayWrong(error)
    }
    onClose()
    onDone()
  }
  return (
    <Dialog title={said.eraseAsks(name)} onClose={onClose}>
      <p>{said.eraseHow}</p>
      <Button
        look="main"
        disabled={busy}
        onPress={() => {
          if (request.customer) erase(request.customer.id)
        }}
      >
        {said.eraseForGood}
      </Button>
    </Dialog>
  )
}
