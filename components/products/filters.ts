/** The parameters of a product's page that leave versions out. Read on the server too, so not in a client's module. */
export const VERSION_FILTERS = ["channel", "prereleases", "deprecated"] as const;
