type Level = 'info' | 'warn' | 'error'

/** One JSON object a line, with the fields that every line of this unit of work carries. */
export function jsonLog(carried: Record<string, unknown>) {
  const write =
    (level: Level) =>
    (event: string, fields: Record<string, unknown> = {}) =>
      console[level](JSON.stringify({ level, event, ...carried, ...fields }))
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** An error's own words and those of its causes, for the log; without the values that a statement was given. */
export function describeError(error: unknown): string {
  const words: string[] = []
  for (let at: unknown = error; at !== undefined && words.length < 5; ) {
    words.push(at instanceof Error ? `${at.name}: ${at.message.replace(/\nparams: .*$/s, '')}` : String(at))
    at = at instanceof Error ? at.cause : undefined
  }
  return words.join(' ← ')
}
