/** Characters of a text that is sent in passing: longer ones stay in memory (docs/memory-of-the-night.md). */
const passingText = 50_000

/**
 * The rows as JSON lists for `json_each(?)`: none of no rows, and several where one would be long. A row that is
 * longer by itself has a text of its own.
 * @param longest characters of a text
 */
export function jsonTexts(rows: readonly unknown[], longest = passingText): string[] {
  const lists: string[][] = []
  let room = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    room -= text.length + 1
    if (room < 0) {
      lists.push([])
      room = longest - text.length - 2
    }
    lists.at(-1)?.push(text)
  }
  return lists.map(list => `[${list.join(',')}]`)
}
