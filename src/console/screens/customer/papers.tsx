import { useQuery } from '../../api/query.ts'
import { showInstant, showNumber } from '../../format/shown.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { CustomerPapers } from './customer.graphql.ts'
import { List } from './people.tsx'

/** An address that somebody wrote down leads somewhere only where it is one of the web. */
const isWeb = (url: string) => /^https?:\/\//i.test(url)

/** Consents, notes, files, and the scores that the customer gave. */
export function Papers({ id }: { id: string }) {
  const query = useQuery(CustomerPapers, { id })
  const said = words.value.customer
  return (
    <Loaded query={query} at="customer" label={said.parts.papers}>
      {({ customer }) =>
        customer && (
          <div class="lists">
            <List
              title={said.consents}
              rows={(customer.consents ?? []).map(({ purpose, channel, given, at }) => (
                <span>
                  {labelOf('ConsentPurpose', purpose)}
                  {channel && ` · ${labelOf('Channel', channel)}`}:{' '}
                  <strong>{given ? said.given : said.withdrawn}</strong>{' '}
                  <span class="muted">{showInstant(at)}</span>
                </span>
              ))}
            />
            <List
              title={said.notes}
              rows={(customer.notes ?? []).map(({ text, by, createdAt }) => (
                <span>
                  <span class="written" dir="auto">
                    {text}
                  </span>{' '}
                  <span class="muted">
                    <bdi>{by}</bdi>, {showInstant(createdAt)}
                  </span>
                </span>
              ))}
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
