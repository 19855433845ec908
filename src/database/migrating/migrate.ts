import { fileURLToPath } from 'node:url'
import { createClient } from '@libsql/client/http'
import { drizzle } from 'drizzle-orm/libsql/http'
import { migrate } from 'drizzle-orm/libsql/migrator'
import type { DatabaseConfig } from '../client.ts'
import { carryRules } from './carry-rules.ts'
import { carryTexts, type Namesake } from './carry-texts.ts'
import { foldNames, orderNames } from './fold-names.ts'

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/**
 * Applies the migrations that the database has not seen, all of them or none, and brings stored texts into the forms
 * that are compared and searched, and stored rules into the one in which they are given. For Node only: it reads the `migrations` folder, so nothing that the Worker loads may import it.
 * @returns stored texts that turned out to read the same as another
 */
export async function migrateDatabase(config: Pick<DatabaseConfig, 'url' | 'token'>): Promise<Namesake[]> {
  const client = createClient({
    url: config.url,
    ...(config.token === undefined ? {} : { authToken: config.token }),
  })
  try {
    await migrate(drizzle(client), { migrationsFolder })
    await carryRules(client)
    const namesakes = await carryTexts(client)
    await foldNames(client)
    await orderNames(client)
    return namesakes
  } finally {
    client.close()
  }
}
