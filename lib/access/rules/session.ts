/** How long does a sign-in last, and how is the browser called in which it was made? */

export const SESSION_SECONDS = 12 * 60 * 60;

/** How somebody signed in. */
export const PROVIDERS = ["password", "github", "oidc"] as const;
export type Provider = (typeof PROVIDERS)[number];

const BROWSERS: readonly (readonly [name: string, sign: RegExp])[] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  // Nearly all call themselves Chrome, and Chrome calls itself Safari: the order decides.
  ["Chrome", /\b(?:(?:Headless)?Chrome|CriOS)\//],
  ["Safari", /\bSafari\//],
];

const SYSTEMS: readonly (readonly [name: string, sign: RegExp])[] = [
  ["iOS", /\b(?:iPhone|iPad)\b/],
  ["Android", /\bAndroid\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMacintosh\b/],
  ["Linux", /\bLinux\b/],
];

/** Says which browser it was, in words that a person recognizes. */
export function nameBrowser(userAgent: string): string {
  const find = (names: typeof BROWSERS) => names.find(([, sign]) => sign.test(userAgent))?.[0];
  const browser = find(BROWSERS);
  const system = find(SYSTEMS);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? (userAgent.slice(0, 60) || "An unknown browser");
}
