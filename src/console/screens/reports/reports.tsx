import { useLocation } from 'preact-iso'
import { useQuery } from '../../api/query.ts'
import type { ReportsQuery } from '../../api/types.ts'
import { Bars } from '../../chart/bars.tsx'
import { Course } from '../../chart/course.tsx'
import { Figure } from '../../chart/figure.tsx'
import { Shares } from '../../chart/shares.tsx'
import { addDays } from '../../format/days.ts'
import { showDay, showMoney, showMonth, showNumber, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import '../../kit/panel.css'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { addressOf } from '../../links.ts'
import { labelOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { Cohorts } from './cohorts.tsx'
import './reports.css'
import { Reports as ReportsDocument } from './reports.graphql.ts'
import { RfmCells } from './rfm.tsx'
import { measuredText, shareText } from './shares.ts'

type Of<Name extends keyof ReportsQuery> = NonNullable<ReportsQuery[Name]>

const parts = ['business', 'customers', 'people'] as const
const spans = [6, 12, 24] as const

/** Of each part, what a missing scope is told of. */
const told = {
  business: ['overview', 'cohorts', 'churn'],
  customers: ['rfmCells', 'repeatBuyingReport'],
  people: ['satisfaction', 'scorecards'],
} as const

/** The first day of the month so many months before. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10)
}

/** Whether customers come back, and what it costs that others do not. */
export function Reports() {
  const { query, route } = useLocation()
  const said = words.value.reports
  const months = spans.find(span => String(span) === query.months) ?? 12
  const part = parts.find(name => name === query.part) ?? 'business'
  const { data, refusals, failure, loading, reload } = useQuery(ReportsDocument, {
    ...{ from: monthsBefore(today(), months - 1), until: today(), months },
    ...{ yearAgo: addDays(today(), -365), quarterAgo: addDays(today(), -91) },
    ...{ business: part === 'business', customers: part === 'customers', people: part === 'people' },
  })
  useShortcuts(
    'reports',
    parts.map((name, at) => ({
      ...{ keys: `t ${at + 1}`, label: said.parts[name] },
      run: () => route(addressOf('/reports', { part: name, months: query.months })),
    })),
  )
  return (
    <div>
      <header class="screen-head">
        <h1>{words.value.screens.reports}</h1>
        <Tabs
          label={said.partsLabel}
          current={part}
          tabs={parts.map((name, at) => ({
            ...{ name, text: said.parts[name], keys: `T ${at + 1}` },
            href: addressOf('/reports', { part: name, months: query.months }),
          }))}
        />
        {part === 'business' && (
          <label>
            {said.span}
            <select
              value={months}
              onChange={event =>
                route(addressOf('/reports', { part, months: event.currentTarget.value }), true)
              }
            >
              {spans.map(span => (
                <option key={span} value={span}>
                  {said.months(span)}
                </option>
              ))}
            </select>
          </label>
        )}
      </header>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      {!data && !failure && <Skeleton lines={8} />}
      {data && (
        <>
          {told[part].map(at => (
            <Refused key={at} refusals={refusals} at={at} />
          ))}
          <div class="panels">
            {data.overview && (
              <Overview
                overview={data.overview}
                months={data.churn?.months ?? []}
                came={data.cohorts?.rows ?? []}
              />
            )}
            {data.cohorts && <Cohorts rows={data.cohorts.rows} />}
            {data.churn && <Leaving churn={data.churn} />}
            {data.rfmCells && <RfmCells rfm={data.rfmCells} />}
            {data.repeatBuyingReport && <Calibration report={data.repeatBuyingReport} />}
            {data.satisfaction && <Satisfaction satisfaction={data.satisfaction} />}
            {data.scorecards && <Scorecards cards={data.scorecards.cards} />}
          </div>
        </>
      )}
    </div>
  )
}

interface OverviewProperties {
  overview: Of<'overview'>
  /** The months one by one, for what the one before was like. */
  months: Of<'churn'>['months']
  /** Who bought first in which month. */
  came: Of<'cohorts'>['rows']
}

/** The last month that is over; beside each figure what it was in the month before. */
function Overview({ overview: { asOf, month, value, overdueFollowUps }, months, came }: OverviewProperties) {
  const said = words.value.reports
  const earlier = month ? monthsBefore(month.month, 1) : null
  const before = months.find(each => each.month === earlier)
  const newBefore = came.find(each => each.month === earlier)
  const figures: [name: string, figure: string, before?: string | null][] = [
    ...(month
      ? ([
          [
            said.kept,
            keptText(month.kept, month.activeBefore),
            before && keptText(before.activeBefore - before.churned, before.activeBefore),
          ],
          [said.won, showNumber(month.won), newBefore && showNumber(newBefore.customers)],
          [said.wonBack, showNumber(month.wonBack), before && showNumber(before.returned)],
          [said.lost, showNumber(month.lost), before && showNumber(before.churned)],
          [said.retention, shareText(month.retention)],
          [said.loss, showMoney(month.loss), before && showMoney(before.loss)],
        ] as [string, string, string?][])
      : []),
    ...(value?.netSpendPerCustomer
      ? ([[said.perCustomer, showMoney(value.netSpendPerCustomer)]] as [string, string][])
      : []),
    ...(value?.netSpendYearPerBuyer
      ? ([[said.perBuyer, showMoney(value.netSpendYearPerBuyer)]] as [string, string][])
      : []),
    [said.overdue, showNumber(overdueFollowUps)],
  ]
  return (
    <Figure
      title={month ? showMonth(month.month) : said.overview}
      file={month ? `overview-${month.month.slice(0, 7)}` : 'overview'}
      wide
      plain
      rows={figures}
      keyOf={([name]) => name}
      columns={[
        { label: said.figure, text: ([name]) => name },
        {
          label: month ? showMonth(month.month, 'short') : said.overview,
          figure: true,
          text: ([, figure]) => figure,
        },
        ...(earlier
          ? [
              {
                label: showMonth(earlier, 'short'),
                figure: true,
                text: ([, , then]: (typeof figures)[number]) => then ?? '–',
              },
            ]
          : []),
      ]}
      computed={said.overviewHow}
    >
      {asOf ? <p class="muted">{said.asOf(showDay(asOf))}</p> : <Empty>{said.noNight}</Empty>}
      <dl class="measures">
        {figures.map(([name, figure, then]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
            {then && earlier && (
              <dd class="then">
                {showMonth(earlier, 'short')}: {then}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </Figure>
  )
}

const keptText = (kept: number, activeBefore: number) => `${showNumber(kept)} / ${showNumber(activeBefore)}`

function Leaving({ churn: { months, formula } }: { churn: Of<'churn'> }) {
  const said = words.value.reports
  return (
    <Figure
      title={said.churn}
      file="churn"
      rows={months}
      keyOf={({ month }) => month}
      columns={[
        { label: said.monthName, text: ({ month }) => showMonth(month) },
        { label: said.activeBefore, figure: true, text: ({ activeBefore }) => showNumber(activeBefore) },
        { label: said.lost, figure: true, text: ({ churned }) => showNumber(churned) },
        { label: said.wonBack, figure: true, text: ({ returned }) => showNumber(returned) },
        { label: said.churnRate, figure: true, text: ({ churn: share }) => shareText(share) },
        { label: said.loss, figure: true, text: ({ loss }) => showMoney(loss) },
        { label: said.regained, figure: true, text: ({ regained }) => showMoney(regained) },
        { label: said.net, figure: true, text: ({ net }) => showMoney(net) },
      ]}
      computed={
        <>
          <p>{said.churnHow}</p>
          <p>{formula}</p>
        </>
      }
    >
      <Course
        label={said.churn}
        range={[0, 100]}
        series={[
          {
            name: said.churnRate,
            look: 'second',
            points: months.map(({ month, churn: share, provisional }) => ({
              ...{ day: month, value: share?.rate ?? null, interval: share?.interval ?? null },
              final: !provisional,
            })),
          },
        ]}
      />
    </Figure>
  )
}

/** The API's last class takes whoever bought oftener too. */
const repeatsText = (repeats: number) => (repeats === 7 ? '7+' : showNumber(repeats))

function Calibration({ report }: { report: Of<'repeatBuyingReport'> }) {
  const said = words.value.reports
  const { classes, expected, actual, failure, holdoutDays } = report
  return (
    <Figure
      title={said.calibration}
      file="repeat-buying"
      rows={classes}
      keyOf={({ repeats }) => String(repeats)}
      columns={[
        { label: said.repeats, text: ({ repeats }) => repeatsText(repeats) },
        { label: said.customers, figure: true, text: ({ customers }) => showNumber(customers) },
        {
          label: said.expected,
          figure: true,
          text: row =>
            row.expected === null || row.expected === undefined ? '–' : showNumber(row.expected, 1),
        },
        { label: said.actual, figure: true, text: row => showNumber(row.actual) },
      ]}
      notice={failure ? said.noFit(labelOf('ModelFitFailure', failure)) : null}
      computed={
        expected === null || expected === undefined
          ? null
          : said.calibrationHow(showNumber(holdoutDays), showNumber(expected, 1), showNumber(actual))
      }
    >
      <Bars
        label={said.calibrationLabel}
        series={classes.some(row => row.expected != null) ? [said.expected, said.actual] : [said.actual]}
        rows={classes.map(row => ({
          key: String(row.repeats),
          name: said.repeated(repeatsText(row.repeats), showNumber(row.customers)),
          values: classes.some(each => each.expected != null)
            ? [row.expected ?? null, row.actual]
            : [row.actual],
        }))}
      />
    </Figure>
  )
}

function Satisfaction({ satisfaction: { classes, withinDays } }: { satisfaction: Of<'satisfaction'> }) {
  const said = words.value.reports
  return (
    <Figure
      title={said.satisfaction}
      file="satisfaction"
      rows={classes}
      keyOf={row => row.class}
      columns={[
        { label: said.class, text: row => labelOf('ScoreClass', row.class) },
        { label: said.respondents, figure: true, text: ({ repeaters }) => showNumber(repeaters.respondents) },
        { label: said.observed, figure: true, text: ({ repeaters }) => showNumber(repeaters.observed) },
        { label: said.boughtAgain, figure: true, text: ({ repeaters }) => shareText(repeaters.rate) },
      ]}
      computed={said.satisfactionHow(showNumber(withinDays))}
    >
      <Shares
        label={said.satisfactionLabel}
        rows={classes.map(row => ({
          key: row.class,
          name: labelOf('ScoreClass', row.class),
          share: row.repeaters.rate ?? null,
        }))}
      />
    </Figure>
  )
}

function Scorecards({ cards }: { cards: Of<'scorecards'>['cards'] }) {
  const said = words.value.reports
  return (
    <Figure
      title={said.staff}
      file="staff"
      rows={cards}
      keyOf={({ staffMember }) => staffMember?.id ?? '–'}
      columns={[
        { label: said.name, text: ({ staffMember }) => staffMember?.name ?? '–' },
        { label: said.contacts, figure: true, text: ({ contacts }) => showNumber(contacts) },
        { label: said.done, figure: true, text: ({ followUpsDone }) => showNumber(followUpsDone) },
        { label: said.inTime, figure: true, text: ({ followUpsInTime }) => measuredText(followUpsInTime) },
        { label: said.overdue, figure: true, text: ({ followUpsOverdue }) => showNumber(followUpsOverdue) },
        { label: said.keptOfThem, figure: true, text: ({ retention }) => measuredText(retention) },
      ]}
      computed={said.staffHow}
    />
  )
}
