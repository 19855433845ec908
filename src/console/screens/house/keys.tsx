import { useRef, useState } from 'preact/hooks'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { KeysQuery } from '../../api/types.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import '../../kit/fields.css'
import { Loaded } from '../../kit/loaded.tsx'
import { Table } from '../../kit/table.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { holds } from '../../session/viewer.ts'
import { words } from '../../words/language.ts'
import { IssueKey, Keys as KeysDocument, RevokeKey, RotateKey, UnfreezeKey } from './keys.graphql.ts'

type Key = NonNullable<KeysQuery['apiKeys']>['nodes'][number]

/** How long an old key goes on beside the new one. */
const overlapHours = 24

/** Who holds a key, when it was last used; a new one, one in the place of another, and the end of one. */
export function Keys() {
  const query = useQuery(KeysDocument, {})
  const said = words.value.house
  const mayWrite = holds('api-keys:write')
  const [made, setMade] = useState<{ secret: string; replaces: boolean } | null>(null)
  const [ending, setEnding] = useState<Key | null>(null)
  const [replacing, setReplacing] = useState<Key | null>(null)
  const shown = (replaces: boolean) => (key: { secret?: string | null }) => {
    if (key.secret) setMade({ secret: key.secret, replaces })
    query.reload()
  }
  function rotate({ id }: Key) {
    setReplacing(null)
    return change(RotateKey, { input: { id, overlapHours } }).then(shown(true)).catch(sayWrong)
  }
  const unfreeze = (id: string) => change(UnfreezeKey, { input: { id } }).then(query.reload).catch(sayWrong)
  async function revoke({ id, name }: Key) {
    setEnding(null)
    try {
      await change(RevokeKey, { input: { id } })
      sayDone(said.revokedOne(name))
      query.reload()
    } catch (error) {
      sayWrong(error)
    }
  }
  return (
    <>
      <Loaded query={query} at="apiKeys" label={said.parts.keys}>
        {data => (
          <>
            {mayWrite && <Issue data={data} onIssued={shown(false)} />}
            <Table
              caption={said.parts.keys}
              rows={data.apiKeys?.nodes ?? []}
              keyOf={({ id }) => id}
              cards
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
                  text: stateOf,
                },
                {
                  label: said.actions,
                  text: () => '',
                  show: key =>
                    !mayWrite || key.revokedAt || isOver(key) ? null : (
                      <div class="deeds">
                        {key.frozenAt && (
                          <Button onPress={() => unfreeze(key.id)} label={`${said.unfreeze}: ${key.name}`}>
                            {said.unfreeze}
                          </Button>
                        )}
                        <Button onPress={() => setReplacing(key)} label={`${said.rotate}: ${key.name}`}>
                          {said.rotate}
                        </Button>
                        <Button onPress={() => setEnding(key)} label={`${said.revoke}: ${key.name}`}>
                          {said.revoke}
                        </Button>
                      </div>
                    ),
                },
              ]}
            />
          </>
        )}
      </Loaded>
      {made && (
        <Dialog title={said.once} onClose={() => setMade(null)}>
          <Secret {...made} />
        </Dialog>
      )}
      {replacing && (
        <Dialog title={said.rotateAsks(replacing.name)} onClose={() => setReplacing(null)}>
          <p>{said.rotateHow}</p>
          <Button look="main" onPress={() => rotate(replacing)}>
            {said.rotate}
          </Button>
        </Dialog>
      )}
      {ending && (
        <Dialog title={said.revokeAsks(ending.name)} onClose={() => setEnding(null)}>
          <p>{said.revokeHow}</p>
          <Button look="main" onPress={() => revoke(ending)}>
            {said.revoke}
          </Button>
        </Dialog>
      )}
    </>
  )
}

const isOver = ({ expiresAt }: Key) => typeof expiresAt === 'string' && Date.parse(expiresAt) <= Date.now()

function stateOf(key: Key): string {
  const said = words.value.house
  const { revokedAt, frozenAt, expiresAt } = key
  if (revokedAt) return said.revoked
  if (isOver(key)) return said.expired
  const state = frozenAt ? said.frozen : said.active
  return expiresAt ? `${state}, ${said.endsAt(showInstant(expiresAt))}` : state
}

/** What is never shown again: all of it can be seen, marked and copied. */
function Secret({ secret, replaces }: { secret: string; replaces: boolean }) {
  const said = words.value.house
  const field = useRef<HTMLTextAreaElement>(null)
  // Where the browser keeps the clipboard from a page, what is marked can still be copied by hand.
  const copy = () => {
    field.current?.select()
    navigator.clipboard.writeText(secret).then(
      () => sayDone(said.copied),
      () => field.current?.focus(),
    )
  }
  return (
    <div class="fields">
      <p class="across">
        {said.onceHow} {replaces && said.replacedHow}
      </p>
      <label class="across">
        <span class="only-heard">{said.once}</span>
        <textarea
          ref={field}
          readOnly
          rows={2}
          value={secret}
          onFocus={event => event.currentTarget.select()}
        />
      </label>
      <div class="deeds across">
        <Button look="main" onPress={copy}>
          {said.copy}
        </Button>
      </div>
    </div>
  )
}

interface IssueProperties {
  data: KeysQuery
  onIssued: (made: { secret?: string | null }) => void
}

function Issue({ data, onIssued }: IssueProperties) {
  const said = words.value.house
  function issue(form: HTMLFormElement) {
    const given = new FormData(form)
    const staff = String(given.get('staff') ?? '')
    const input = { name: String(given.get('name')), scopes: [String(given.get('role'))] }
    return change(IssueKey, { input: { ...input, ...(staff === '' ? {} : { staff }) } })
      .then(made => {
        form.reset()
        onIssued(made)
      })
      .catch(sayWrong)
  }
  return (
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
  )
}
