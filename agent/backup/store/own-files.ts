/** What lies in a backup beside the files that its manifest names. */
export const ownFiles = { manifest: 'manifest.json', record: 'record.json' } as const
