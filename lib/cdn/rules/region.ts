// What is a region called, and where does it hand out from?

/** This server itself: it always hands out files, and cannot be changed or removed. */
export const ORIGIN_REGION = "origin";
/** The one that the environment names (CDN_PROVIDER). */
export const DEFAULT_REGION = "default";

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Says what is wrong with a region's name, or null. It stands in addresses and in the servers' own configuration. */
export function regionNameFault(name: string): string | null {
  if (!NAME.test(name)) return "Use up to 40 small letters, digits and hyphens, such as eu-central.";
  if (name === ORIGIN_REGION) return "This name is the server's own.";
  return null;
}

/** Says what is wrong with an address from which files are handed out, or to which a purge is sent; null if nothing. */
export function baseUrlFault(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return "Use an address such as https://cdn.example.com.";
  }
  if (url.username || url.password) return "The address must not hold a user name or password.";
  if (url.search || url.hash) return "The address must end with its path, without a query.";
  return null;
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** What an address adds before every path; empty for most. */
export function basePathOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? withoutSlash(new URL(baseUrl).pathname) : "";
}
