import { keyText } from '../keyboard/keys.ts'
import { layers, singleKeys, switchSingleKeys } from '../keyboard/shortcuts.ts'
import { Dialog } from '../kit/dialog.tsx'
import { words } from '../words/language.ts'
import './help.css'

/** Every key that does something here. */
export function Help({ onClose }: { onClose: () => void }) {
  const said = words.value.help
  const shown = layers.value.filter(({ alone, shortcuts }) => !alone && shortcuts.length > 0).toReversed()
  return (
    <Dialog title={said.title} onClose={onClose}>
      <table class="keys">
        <tbody>
          {shown.flatMap(({ name, shortcuts }) =>
            shortcuts.map(({ keys, label }) => (
              <tr key={`${name} ${keys}`}>
                <th scope="row">
                  <span class="key">{keyText(keys)}</span>
                </th>
                <td>{label}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      <label>
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={event => switchSingleKeys(event.currentTarget.checked)}
        />
        {said.singleKeys}
      </label>
    </Dialog>
  )
}
