/** A setting that only the customer may choose. */
export interface Decision {
  /** As in `--decision KEY=VALUE` and decisions.yml: `character_set`. */
  readonly key: string
  /** The question in plain words. */
  readonly question: string
  /** What each choice means for the customer, one sentence. */
  readonly consequence: string
  /** The allowed values; absent when `validate` decides. */
  readonly choices?: readonly string[]
  readonly default: string
  /** A message when the value is not acceptable. */
  validate?(value: string): string | undefined
  /** `never` once the data directory exists: the role's guard compares the host with the decision. */
  readonly changeable: 'always' | 'until-initialised'
}

/** A secret that a role uses: taken from the inventory's secrets.yml, the environment, or generated and kept there. */
export interface SecretSpec {
  /** As in secrets.yml: `mysql_root_password`. */
  readonly key: string
  /** Characters of a generated value. */
  readonly length: number
  /** Of what a generated value consists; a password by default. */
  readonly alphabet?: 'password' | 'hexadecimal'
}
