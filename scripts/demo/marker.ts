import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the data folder remembers of the demo, so that a first start that was interrupted goes on. */
export interface DemoMarker {
  /** Which database this is about: a folder may be used with another one later. */
  database: string
  state: 'NONE' | 'LOADING' | 'LOADED'
  /** The day number up to which the invoices were moved; null before the loading began. */
  today: number | null
}

const fileIn = (folder: string) => join(folder, 'demo.json')

/** The marker of this database; a new workspace gets one that says whether it wants the demo. */
export function demoMarker(
  folder: string,
  database: string,
  workspace: { fresh: boolean; empty: boolean },
): DemoMarker {
  if (workspace.fresh) {
    const marker: DemoMarker = { database, state: workspace.empty ? 'NONE' : 'LOADING', today: null }
    writeMarker(folder, marker)
    return marker
  }
  const kept = readMarker(folder)
  return kept?.database === database ? kept : { database, state: 'NONE', today: null }
}

export function writeMarker(folder: string, marker: DemoMarker): void {
  writeFileSync(fileIn(folder), `${JSON.stringify(marker)}\n`)
}

function readMarker(folder: string): DemoMarker | null {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8'))
  } catch {
    return null
  }
}
