export const root = '/console'

/** Where whoever opens the console begins. */
export const firstPath = `${root}/morning`

/** The address of a screen, with what it shows: links lead to every state. */
export function addressOf(path: string, query: Record<string, string | null | undefined> = {}): string {
  const said = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))
  const search = new URLSearchParams(said).toString()
  return `${root}${path}${search === '' ? '' : `?${search}`}`
}
