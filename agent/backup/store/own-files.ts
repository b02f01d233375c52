/** What lies in a backup beside the files that a program wrote. */
export const ownFiles = { manifest: 'manifest.json', record: 'record.json' } as const
