import { credential, endSession } from '../session/session.ts'
import { language } from '../words/language.ts'
import { Failure } from './ask.ts'

export const importNouns = ['customers', 'interactions', 'exposures', 'consents', 'staff'] as const
export type ImportNoun = (typeof importNouns)[number]

/** Where the rows of a file go. */
export interface ImportTarget {
  noun: ImportNoun
  source: string
  createRegions: boolean
}

/** A row that did not go in. */
export interface ImportFault {
  line: number
  field: string | null
  reason: string
}

/** What became of a file, or would become of it. */
export interface ImportAnswer {
  /** Null of a dry run, and of a file that was refused as a whole. */
  import: string | null
  created: number
  updated: number
  unchanged: number
  rejected: number
  errors: ImportFault[]
  /** Why it was not read to its end. */
  refusal: string | null
}

/** What a dry run takes in one request; the command cuts what is larger. */
export const largestFile = 20_000_000

const spelledAsLines = /\.(ndjson|jsonl)$/i

/**
 * Sends the rows of a file, or only asks what would become of them.
 * @throws Failure
 */
export async function sendFile(
  { noun, source, createRegions }: ImportTarget,
  name: string,
  content: ArrayBuffer,
  dryRun: boolean,
): Promise<ImportAnswer> {
  const query = new URLSearchParams({
    source,
    ...(createRegions && noun === 'customers' ? { createRegions: 'true' } : {}),
    ...(dryRun ? { dryRun: 'true' } : {}),
  })
  const type = spelledAsLines.test(name) ? 'application/x-ndjson' : 'text/csv'
  const wire = await post(`/v1/import/${noun}?${query}`, content, type)
  const { import: id = null, created = 0, updated = 0, unchanged = 0, rejected = 0, errors = [] } = wire
  const faults = errors.flatMap(({ line, field = null, reason, message = '' }) =>
    line === undefined ? [] : [{ line, field, reason: reason ?? message }],
  )
  const refusal = errors.find(({ line }) => line === undefined)?.message ?? null
  return { import: id, created, updated, unchanged, rejected, errors: faults, refusal }
}

/** What the undo of an import came to. */
export interface UndoAnswer {
  removed: number
  restored: number
  kept: number
}

/**
 * Takes back what an import wrote, part by part.
 * @throws Failure
 */
export async function undoImport(id: string): Promise<UndoAnswer> {
  for (;;) {
    const { state, removed = 0, restored = 0, kept = 0, errors } = await post(`/v1/import/${id}/undo`)
    if (state === 'UNDONE') return { removed, restored, kept }
    if (state !== 'UNDOING') throw new Failure('REFUSED', errors?.[0]?.message ?? null, null)
  }
}

interface WireFault {
  line?: number
  field?: string | null
  reason?: string
  message?: string
}

interface Wire {
  import?: string | null
  created?: number
  updated?: number
  unchanged?: number
  rejected?: number
  state?: string
  removed?: number
  restored?: number
  kept?: number
  errors?: (WireFault & { extensions?: WireFault })[]
}

async function post(
  path: string,
  body: ArrayBuffer | null = null,
  type: string | null = null,
): Promise<Omit<Wire, 'errors'> & { errors?: WireFault[] }> {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      'accept-language': language.value,
      authorization: `Bearer ${credential.value ?? ''}`,
      ...(type === null ? {} : { 'content-type': type }),
    },
    body,
  }).catch(() => {
    throw new Failure('OFFLINE', null, null)
  })
  if (response.status === 401) {
    endSession('EXPIRED')
    throw new Failure('SIGNED_OUT', null, null)
  }
  const wire: Wire | null = await response.json().catch(() => null)
  if (wire === null) throw new Failure('BROKEN', null, null)
  const errors = wire.errors?.map(({ extensions, ...fault }) => ({ ...extensions, ...fault }))
  if (response.status === 429 || response.status === 503)
    throw new Failure(
      'BUSY',
      errors?.[0]?.message ?? null,
      Number(response.headers.get('retry-after')) || null,
    )
  return { ...wire, ...(errors ? { errors } : {}) }
}
