import journal from '../../migrations/meta/_journal.json'

/** How many migrations a database must have for this code. */
export const expectedMigrations = journal.entries.length
