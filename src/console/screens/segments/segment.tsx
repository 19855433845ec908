import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso'
import { change } from '../../api/change.ts'
import { useQuery } from '../../api/query.ts'
import type { SegmentQuery } from '../../api/types.ts'
import { addDays } from '../../format/days.ts'
import { showInstant, showNumber, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import '../../kit/panel.css'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { Builder } from '../../rules/builder.tsx'
import { listsOf } from '../../rules/lists.ts'
import { filterOf, ruleOf, ruleOfText, textOf } from '../../rules/rule.ts'
import { labelOf } from '../../words/labels.ts'
import { language, words } from '../../words/language.ts'
import { SaveSegment } from '../customers/customers.graphql.ts'
import { Moves } from './moves.tsx'
import { Names, Preview } from './preview.tsx'
import './segments.css'
import { holds } from '../../session/viewer.ts'
import { callerOf, type Keys, seesKeys } from '../house/callers.ts'
import { ChangeSegment, Segment as SegmentDocument } from './segments.graphql.ts'

type Found = NonNullable<SegmentQuery['segment']>

const daysBack = 60

/** One segment, or a new one: its rule, whom it takes in, who came and went. */
export function Segment() {
  const { params } = useRoute()
  const { query, route } = useLocation()
  const said = words.value.segments
  const id = params.id ?? ''
  const isNew = id === 'new'
  const { data, refusals, failure, loading, reload } = useQuery(SegmentDocument, {
    ...{ id, new: isNew, from: addDays(today(), -daysBack), until: today(), keys: seesKeys() },
  })
  useShortcuts('segment', [
    { keys: 'Escape', label: said.back, run: () => route(addressOf('/segments')) },
    { keys: 'mod+Enter', label: words.value.common.save, run: () => void save() },
  ])
  const segment = data?.segment ?? null
  const [typed, setTyped] = useState<string | null>(null)
  const name = typed ?? segment?.name ?? ''
  const rule = query.rule === undefined ? ruleOf(segment?.rule) : ruleOfText(query.rule)
  const filter = filterOf(rule)

  async function save() {
    if (!filter || name.trim() === '') return
    try {
      if (segment) await update(segment, { name: name.trim(), rule: filter })
      else {
        const made = await change(SaveSegment, { input: { name: name.trim(), rule: filter } })
        sayDone(said.saved(name, showNumber(made.segment?.memberCount ?? 0)))
        if (made.segment) route(addressOf(`/segments/${made.segment.id}`), true)
      }
    } catch (error) {
      sayWrong(error)
    }
  }

  async function update(before: Found, patch: { name: string; rule: typeof filter }) {
    const { id: changed, version, name: oldName, rule: oldRule } = before
    const after = await change(ChangeSegment, { input: { id: changed, expectedVersion: version, patch } })
    setTyped(null)
    sayDone(said.saved(patch.name, showNumber(after.segment?.memberCount ?? 0)), async () => {
      await change(ChangeSegment, {
        // The rule comes back as the API gave it.
        input: { id: changed, patch: { name: oldName, rule: oldRule as typeof filter } },
      })
      reload()
    })
    route(addressOf(`/segments/${changed}`), true)
    reload()
  }

  if (failure && !data) return <Broken failure={failure} retry={reload} trying={loading} />
  if (!data) return <Skeleton lines={8} />
  if (!isNew && !segment)
    return (
      <>
        <Refused refusals={refusals} at="segment" />
        <Empty>{said.gone}</Empty>
      </>
    )
  return (
    <div>
      <header class="screen-head">
        <h1>
          <bdi>{segment?.name ?? said.create}</bdi>
        </h1>
        <a href={addressOf('/segments')}>{said.back}</a>
      </header>
      {segment && <p class="muted">{segment.paraphrase?.[language.value] ?? said.byHand}</p>}
      <div class="panels">
        <section class="panel wide" aria-labelledby="rule">
          <h2 id="rule">{said.rule}</h2>
          <form
            class="segment-form"
            onSubmit={event => {
              event.preventDefault()
              save()
            }}
          >
            <label>
              {said.name}
              <input
                name="name"
                required
                maxLength={200}
                value={name}
                onInput={event => setTyped(event.currentTarget.value)}
              />
            </label>
            <Builder
              rule={rule}
              lists={listsOf(data)}
              onChange={next => route(addressOf(`/segments/${id}`, { rule: textOf(next) }), true)}
            />
            {holds('segments:write') && (
              <div>
                <button type="submit" class="button main" disabled={!filter} title="[Ctrl ⏎]">
                  {words.value.common.save}
                </button>
              </div>
            )}
          </form>
          {filter ? <Preview rule={filter} segment={segment?.id ?? null} /> : <Empty>{said.noRule}</Empty>}
        </section>
        {segment && <About segment={segment} keys={data ?? {}} />}
      </div>
    </div>
  )
}

function About({ segment, keys }: { segment: Found; keys: Keys }) {
  const said = words.value.segments
  return (
    <>
      <Moves days={segment.days ?? []} segment={segment.id} />
      <section class="panel" aria-labelledby="now">
        <h2 id="now">{said.now}</h2>
        <p>
          {said.count(showNumber(segment.memberCount), showNumber(segment.unknownCount))}{' '}
          <span class="muted">{segment.computedAt ? showInstant(segment.computedAt) : said.finding}</span>
        </p>
        <Names customers={segment.members?.nodes ?? []} part="segments" />
        <p class="muted">{said.explain}</p>
        {segment.usedBy && segment.usedBy.length > 0 && (
          <p>
            {said.usedBy}{' '}
            {segment.usedBy
              .map(({ kind, count }) => `${labelOf('SegmentUseKind', kind)} ${showNumber(count)}`)
              .join(', ')}
          </p>
        )}
        <h3>{said.versions}</h3>
        <ul class="versions">
          {segment.versions?.map(({ version, at, by, paraphrase }) => (
            <li key={version}>
              <span class="muted">
                {showInstant(at)}, <bdi>{callerOf(by, keys)}</bdi>
              </span>{' '}
              {paraphrase?.[language.value] ?? said.byHand}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
