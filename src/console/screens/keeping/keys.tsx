import { useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import type { KeepingQuery } from '../../api/types.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Table } from '../../kit/table.tsx'
import { sayWrong } from '../../kit/toasts.tsx'
import { words } from '../../words/language.ts'
import { IssueKey, RotateKey } from './keeping.graphql.ts'

/** How long an old key goes on beside the new one. */
const overlapHours = 24

/** Who holds a key, when it was last used; a new one, and one in the place of another. */
export function Keys({ data, onDone }: { data: KeepingQuery; onDone: () => void }) {
  const said = words.value.keeping
  const [secret, setSecret] = useState<string | null>(null)
  const shown = (made: { secret?: string | null }) => {
    setSecret(made.secret ?? null)
    onDone()
  }
  const rotate = (id: string) =>
    change(RotateKey, { input: { id, overlapHours } }).then(shown).catch(sayWrong)
  function issue(form: HTMLFormElement) {
    const given = new FormData(form)
    const staff = String(given.get('staff') ?? '')
    const input = { name: String(given.get('name')), scopes: [String(given.get('role'))] }
    return change(IssueKey, { input: { ...input, ...(staff === '' ? {} : { staff }) } })
      .then(shown)
      .catch(sayWrong)
  }
  return (
    <>
      <form
        class="screen-head"
        onSubmit={event => {
          event.preventDefault()
          issue(event.currentTarget)
        }}
      >
        <label>
          {said.name}
          <input name="name" required maxLength={100} />
        </label>
        <label>
          {said.role}
          <select name="role">
            {data.roles?.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          {said.staff}
          <select name="staff">
            <option value="">{said.nobody}</option>
            {data.staffMembers?.nodes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button main">
          {said.issue}
        </button>
      </form>
      <Table
        caption={said.parts.keys}
        rows={data.apiKeys?.nodes ?? []}
        keyOf={({ id }) => id}
        columns={[
          { label: said.name, text: ({ name, hint }) => `${name} (${hint})` },
          {
            label: said.scopes,
            text: ({ scopes }) => scopes.join(', '),
            show: ({ scopes }) => (
              <details>
                <summary>{showNumber(scopes.length)}</summary>
                {scopes.join(', ')}
              </details>
            ),
          },
          { label: said.staff, text: ({ staff }) => staff?.name ?? '–' },
          {
            label: said.lastUsed,
            text: ({ lastUsedAt }) => (lastUsedAt ? showInstant(lastUsedAt) : '–'),
          },
          {
            label: said.state,
            text: ({ revokedAt, frozenAt }) =>
              revokedAt ? said.revoked : frozenAt ? said.frozen : said.active,
          },
          {
            label: said.rotate,
            text: () => '',
            show: ({ id, name, revokedAt }) =>
              revokedAt ? null : (
                <Button onPress={() => rotate(id)} label={`${said.rotate}: ${name}`}>
                  {said.rotate}
                </Button>
              ),
          },
        ]}
      />
      {secret && (
        <Dialog title={said.once} onClose={() => setSecret(null)}>
          <p>{said.onceHow}</p>
          <input
            readOnly
            aria-label={said.once}
            value={secret}
            onFocus={event => event.currentTarget.select()}
          />
        </Dialog>
      )}
    </>
  )
}
