// Where may the sign-in page lead to? Only back into this site: an address from a link must not send people elsewhere.

const HERE = "http://here.invalid";
const PLACES_FOR_STRANGERS = ["/sign-in", "/setup", "/invitation", "/api/"];

/** Takes a path of this site as it is, and the overview for anything else. */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith("/")) return "/";
  // Browsers read backslashes as slashes and skip control characters, so "/\evil.example" names another host.
  if (!URL.canParse(wanted, HERE)) return "/";
  const url = new URL(wanted, HERE);
  const isElsewhere = url.origin !== HERE || url.pathname.startsWith("//");
  if (isElsewhere || PLACES_FOR_STRANGERS.some((place) => url.pathname.startsWith(place))) return "/";
  return url.pathname + url.search + url.hash;
}
