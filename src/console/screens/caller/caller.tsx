import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { holds } from '../../session/viewer.ts'
import { words } from '../../words/language.ts'
import { Caller as CallerDocument, CreateProspect } from './caller.graphql.ts'

/** Who calls: their own page where one customer has the number, a choice where several do, else a new prospect. */
export function Caller() {
  const { query: address, route } = useLocation()
  const phone = address.phone ?? ''
  const hasNumber = /\d/.test(phone)
  const sees = holds('customers:personal')
  const query = useQuery(CallerDocument, { phone }, { when: hasNumber && sees })
  const { caller: said, common } = words.value
  const hits = (query.data?.search ?? []).filter(({ matched }) => matched === 'PHONE')
  const [only] = hits
  useEffect(() => {
    if (only && hits.length === 1) route(addressOf(`/customers/${only.found}`), true)
  }, [only, hits.length, route])
  return (
    <>
      <h1>{said.title(phone)}</h1>
      {!sees && (
        <p class="notice">
          <strong>{common.notShown}</strong> {said.numbersHidden} {common.askForRight}
        </p>
      )}
      {sees && !hasNumber && <NewProspect phone={null} />}
      {sees && hasNumber && (
        <Loaded query={query} at="search" label={said.title(phone)}>
          {() =>
            hits.length > 0 ? (
              <ul>
                {hits.map(({ found, title }) => (
                  <li key={found}>
                    <a href={addressOf(`/customers/${found}`)}>
                      <bdi>{title}</bdi>
                    </a>
                  </li>
                ))}
              </ul>
            ) : (
              <NewProspect phone={phone} />
            )
          }
        </Loaded>
      )}
    </>
  )
}

/** @param phone null of a call that shows no number */
function NewProspect({ phone }: { phone: string | null }) {
  const { route } = useLocation()
  const [name, setName] = useState('')
  const said = words.value.caller
  async function create() {
    try {
      const { customer } = await change(CreateProspect, {
        input: { ...(phone === null ? {} : { phone }), ...(name.trim() === '' ? {} : { name: name.trim() }) },
      })
      sayDone(said.created)
      if (customer) route(addressOf(`/customers/${customer.id}`), true)
    } catch (error) {
      sayWrong(error)
    }
  }
  const told = phone === null ? said.withheld : said.unknown
  if (!holds('customers:write')) return <p>{told}</p>
  return (
    <form
      class="prospect"
      onSubmit={event => {
        event.preventDefault()
        create()
      }}
    >
      <p>{told}</p>
      <label>
        {said.name}{' '}
        <input
          name="name"
          value={name}
          required={phone === null}
          maxLength={200}
          onInput={event => setName(event.currentTarget.value)}
        />
      </label>{' '}
      <button type="submit" class="button main">
        {said.create}
      </button>
    </form>
  )
}
