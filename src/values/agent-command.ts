/** The agent's command on a host. */
export const mysqlha = '/usr/local/sbin/mysqlha'
