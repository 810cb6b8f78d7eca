/** The parameters of a product's page that leave versions out. Read on the server too, so not in a client's module. */
export const VERSION_FILTERS = ["q", "channel", "prereleases", "deprecated"] as const;

/** Those of the changelog: after which version, up to which, and whether prereleases are told. */
export const CHANGELOG_FILTERS = ["from", "to", "prereleases"] as const;
