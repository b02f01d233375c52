import { quoteString } from './quote.ts'
import { plain } from './statements.ts'

/** Schemas of the server and of the agent. */
const serverSchemas = ['mysql', 'sys', 'information_schema', 'performance_schema', 'mysqlha']
const quoted = serverSchemas.map((name) => quoteString(name)).join(', ')

/** A condition: the column names a schema that is neither the server's nor the agent's own. */
export function isUsers(column: string): string {
  return `${column} NOT IN (${quoted})`
}

/** Lists users' schemas in a column `name`. Old installations come with a schema `test`: it is a user's once it has a table. */
export const usersSchemas = plain(
  `SELECT schema_name AS name FROM information_schema.schemata WHERE ${isUsers('schema_name')} AND (schema_name <> 'test' OR EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'test')) ORDER BY 1`,
)
