/** What the address may say about which versions are shown. The page reads it on the server, the filters in the browser. */
export const VERSION_FILTERS = ["channel", "prereleases", "deprecated"] as const;
