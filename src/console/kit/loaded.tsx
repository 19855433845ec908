import type { ComponentChildren } from 'preact'
import type { Query } from '../api/query.ts'
import { Broken, Refused, Skeleton } from './states.tsx'

interface Properties<Result> {
  query: Query<Result>
  /** The field whose refusals are told. */
  at: string
  label: string
  children: (data: Result) => ComponentChildren
}

/** A part of a screen that has a request of its own: on its way, refused, broken, or there. */
export function Loaded<Result>({ query, at, label, children }: Properties<Result>) {
  const { data, refusals, failure, loading, reload } = query
  return (
    <section aria-label={label}>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      <Refused refusals={refusals} at={at} />
      {data ? children(data) : !failure && <Skeleton />}
    </section>
  )
}
