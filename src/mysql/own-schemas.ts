/** Schemas of the server and of the agent; any other is a user's. */
export const ownSchemas = [
  'mysql',
  'sys',
  'information_schema',
  'performance_schema',
  'mysqlha',
  'test',
] as const
