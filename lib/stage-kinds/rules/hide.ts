// What of a text may be shown, where secrets could stand in it?

export const HIDDEN = "•••";
const EXCERPT_LENGTH_MAX = 200;

/** Puts dots in the place of every secret, also of one that was spelled for an address or a JSON text. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter((secret) => secret !== "").flatMap(spell);
  // The longest first, or the rest of a secret that begins with another one would stay.
  const longestFirst = [...new Set(spellings)].sort((left, right) => right.length - left.length);
  return longestFirst.reduce((shown, spelling) => shown.replaceAll(spelling, HIDDEN), text);
}

/** The beginning of a text on one line, without secrets. */
export function excerpt(text: string, secrets: readonly string[], lengthMax = EXCERPT_LENGTH_MAX): string {
  const line = hideSecrets(text, secrets).replace(/\s+/g, " ").trim();
  return line.length > lengthMax ? `${line.slice(0, lengthMax)}…` : line;
}

/** An address as people may see it: without what is asked, which is where keys stand. */
export function showAddress(address: string, secrets: readonly string[]): string {
  // Hidden first: where the whole address is secret, a part of it must not be left.
  const [place = ""] = hideSecrets(address, secrets).split(/[?#]/);
  return excerpt(place, []);
}

function spell(secret: string): string[] {
  // Half a character has no spelling in an address.
  const whole = secret.toWellFormed();
  return [secret, encodeURI(whole), encodeURIComponent(whole), inJson(secret)];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
