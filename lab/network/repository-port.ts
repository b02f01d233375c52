/** TCP port of the package repository, on the bridge address alone. */
export const repositoryPort = 18_080
