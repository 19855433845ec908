/** Names of so many letters and more may differ by two edits, shorter ones by one. */
const longName = 10

/** How much more often one name has a character than the other, those of one remainder together; kept, as pairs are many. */
const balance = new Int16Array(64)

function weigh(name: string, weight: 1 | -1): void {
  for (let at = 0; at < name.length; at++) {
    const place = name.charCodeAt(at) % balance.length
    balance[place] = (balance[place] ?? 0) + weight
  }
}

/** At least so many edits lie between two names, by the characters that they have: in whatever order. */
function leastEdits(one: string, other: string): number {
  balance.fill(0)
  weigh(one, 1)
  weigh(other, -1)
  let [more, less] = [0, 0]
  for (const difference of balance) {
    if (difference > 0) more += difference
    else less -= difference
  }
  return Math.max(more, less)
}

const inOrder = (words: string) => words.split(' ').sort().join(' ')

/**
 * Whether two names are near: written as they are searched (folded, of letters and digits alone), as they stand or with
 * their words in alphabetical order, they differ by one edit at most, or by two where both have ten characters or more.
 * An edit is a character inserted, left out or replaced, or two neighbours that change places (the optimal string
 * alignment distance).
 */
export function areNearNames(one: string, other: string): boolean {
  const most = Math.min(one.length, other.length) < longName ? 1 : 2
  return (
    leastEdits(one, other) <= most &&
    (editsWithin(one, other, most) || editsWithin(inOrder(one), inOrder(other), most))
  )
}

/** Whether it takes at most so many edits: only the cells near the diagonal can say so. */
function editsWithin(a: string, b: string, most: number): boolean {
  const width = b.length + 1
  let [before, last] = [new Array<number>(width), Array.from({ length: width }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(width).fill(most + 1)
    row[0] = i
    let least = i
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1)
      row[j] = edits
      least = Math.min(least, edits)
    }
    // A swap reaches over one row.
    if (least > most && Math.min(...last) > most) return false
    ;[before, last] = [last, row]
  }
  return (last[b.length] ?? 0) <= most
}
