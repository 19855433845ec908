import { readdirSync, readFileSync } from 'node:fs'
import { Failure } from '../scripts/failure.ts'
import { largest, smallest } from '../src/lib/mathematics/extremes.ts'

/** What one round of one side came to, by the name of the measured value. */
export type Sample = Record<string, number>

/**
 * Runs the sides in turn (ABCABC…), so that whatever else the machine does meets all of them.
 * @returns the samples of each side
 */
export async function inTurn(
  rounds: number,
  sides: readonly ((round: number) => Promise<Sample>)[],
): Promise<Sample[][]> {
  const samples: Sample[][] = sides.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [at, side] of sides.entries()) samples[at]?.push(await side(round))
  return samples
}

/** The same for two. */
export async function alternate(
  rounds: number,
  one: (round: number) => Promise<Sample>,
  other: (round: number) => Promise<Sample>,
): Promise<{ ones: Sample[]; others: Sample[] }> {
  const [ones = [], others = []] = await inTurn(rounds, [one, other])
  return { ones, others }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

export const valuesOf = (samples: readonly Sample[], name: string): number[] =>
  samples.map(sample => sample[name] ?? Number.NaN)

/** As `median (smallest to largest)`. */
export const spread = (values: readonly number[], digits: number): string =>
  `${number(median(values), digits)} (${number(smallest(values), digits)} to ${number(largest(values), digits)})`

/** The ratios of the rounds, with their spread. */
export function ratio(ones: readonly Sample[], others: readonly Sample[], name: string): string {
  const below = valuesOf(others, name)
  const ratios = valuesOf(ones, name).map((value, at) => value / (below[at] ?? Number.NaN))
  return spread(ratios, 2)
}

/** A table of medians, one line per measured value, and the ratio of the two sides. */
export function comparison(
  names: readonly [string, string],
  { ones, others }: { ones: Sample[]; others: Sample[] },
  measured: readonly { name: string; label: string; digits: number }[],
): string {
  return table([
    ['median of the rounds', ...names, 'ratio (spread over the rounds)'],
    ...measured.map(({ name, label, digits }) => [
      label,
      number(median(valuesOf(ones, name)), digits),
      number(median(valuesOf(others, name)), digits),
      ratio(ones, others, name),
    ]),
  ])
}

export const number = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Left-aligned labels, right-aligned numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => largest(rows.map(row => row[at]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   ')
  const [head = [], ...body] = rows
  return [line(head), widths.map(width => '─'.repeat(width)).join('───'), ...body.map(line)].join('\n')
}

interface Process {
  pid: number
  parent: number
  milliseconds: number
}

/** Linux counts processor time in hundredths of a second for every reader of /proc. */
const tickMilliseconds = 10

/** Null for a process that has gone. */
function readProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number)
    return { pid, parent: parent ?? 0, milliseconds: ((user ?? 0) + (system ?? 0)) * tickMilliseconds }
  } catch {
    return null
  }
}

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Milliseconds of processor time, user and system, that the programs started from here have used so far whose
 * command line contains `mark`.
 */
export function processorTime(mark: string): number {
  const all = readdirSync('/proc').flatMap(name =>
    /^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : [],
  )
  const ours = new Set([process.pid])
  // A child may stand before its parent in the list.
  for (let size = 0; size < ours.size; ) {
    size = ours.size
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid)
  }
  const marked = all.filter(
    ({ pid }) => pid !== process.pid && ours.has(pid) && commandOf(pid).includes(mark),
  )
  return marked.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
}

/** @throws Failure where processor time cannot be read */
export function requireProcessorTime(): void {
  if (process.platform !== 'linux')
    throw new Failure('The benchmarks read processor times as Linux tells them.')
}

/** Runs `work` and adds to what it measured the wall time and the processor time of each marked program. */
export async function timed(
  marks: Record<string, string>,
  work: () => Promise<Sample | undefined>,
): Promise<Sample> {
  const before = Object.entries(marks).map(([name, mark]) => [name, mark, processorTime(mark)] as const)
  const started = performance.now()
  const sample = await work()
  const milliseconds = performance.now() - started
  const processor = before.map(([name, mark, used]) => [name, processorTime(mark) - used])
  return { milliseconds, ...Object.fromEntries(processor), ...sample }
}
