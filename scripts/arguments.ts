import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Failure } from './failure.ts'

/**
 * What a command was given, as `parseArgs` reads it.
 * @param command what the operator types, such as `npm start --`
 * @throws Failure for an unknown option and for an empty value, which an unset variable of the shell leaves behind
 */
export function readArguments<const Config extends ParseArgsConfig>(command: string, config: Config) {
  const read = parsed(command, config)
  const { values, positionals } = read
  const empty = Object.entries(values).find(([, value]) => typeof value === 'string' && value.trim() === '')
  if (empty) throw new Failure(`--${empty[0]} is empty.`)
  if (positionals.some(value => value.trim() === '')) throw new Failure('An argument is empty.')
  return read
}

function parsed<Config extends ParseArgsConfig>(command: string, config: Config) {
  try {
    return parseArgs(config)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Failure(`${reason} (${command} --help lists all options.)`)
  }
}
