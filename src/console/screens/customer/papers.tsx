import { useQuery } from '../../api/query.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { seesKeys } from '../house/callers.ts'
import { Consents } from './consents.tsx'
import { CustomerPapers } from './customer.graphql.ts'
import { Notes } from './notes.tsx'
import { List } from './people.tsx'
import { PersonRequests } from './person-request.tsx'

/** An address that somebody wrote down leads somewhere only where it is one of the web. */
const isWeb = (url: string) => /^https?:\/\//i.test(url)

/** Consents, notes, persons' requests, files, and the scores that the customer gave. */
export function Papers({ id }: { id: string }) {
  const query = useQuery(CustomerPapers, { id, keys: seesKeys() })
  const said = words.value.customer
  return (
    <Loaded query={query} at="customer" label={said.parts.papers}>
      {({ customer, ...keys }) =>
        customer && (
          <div class="lists">
            <Consents customer={id} consents={customer.consents ?? []} onDone={query.reload} />
            <Notes customer={id} notes={customer.notes ?? []} keys={keys} onDone={query.reload} />
            <PersonRequests
              customer={id}
              requests={customer.personRequests?.nodes ?? []}
              onDone={query.reload}
            />
            <List
              title={said.files}
              rows={(customer.files ?? []).map(({ name, url, mediaType }) => (
                <span dir="auto">
                  {isWeb(url) ? (
                    <a href={url} rel="noreferrer" target="_blank">
                      {name}
                    </a>
                  ) : (
                    name
                  )}{' '}
                  <span class="muted">{mediaType}</span>
                </span>
              ))}
            />
            <List
              title={said.surveys}
              rows={(customer.surveys?.nodes ?? []).map(({ kind, state, askedAt, answer }) => (
                <span>
                  {labelOf('SurveyKind', kind)}: {labelOf('SurveyState', state)}
                  {answer?.score != null && <strong> {showNumber(answer.score)}</strong>}{' '}
                  <span class="muted">{showInstant(askedAt)}</span>
                </span>
              ))}
            />
          </div>
        )
      }
    </Loaded>
  )
}
