import { readFile } from "node:fs/promises";
import type { MeView } from "#lib/access/view.ts";
import { ask, askSecret, canAsk, readPiped } from "#lib/cli/ask.ts";
import { isUrl, URL_DEFAULT } from "#lib/cli/connection.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import type { Profile } from "#lib/cli/profiles.ts";
import { Api, reasonOf } from "#lib/client/api.ts";

interface Given {
  url?: string;
  token?: string;
  tokenFile?: string;
}

/** Finds the address and the token that are to be kept: as given, else by asking, else from standard input. */
export async function readCredentials(given: Given, urlBefore: string | undefined): Promise<Profile> {
  const url = given.url ?? (process.env.SLIPWAY_URL || (await askUrl(urlBefore ?? URL_DEFAULT)));
  if (!isUrl(url)) throw new UsageError(`${url} is no address such as ${URL_DEFAULT}.`);
  const token = (await readToken(given, url)).trim();
  if (token === "") throw new UsageError("No token was given.");
  if (/[^\x21-\x7e]/.test(token)) throw new UsageError("That is no token: it has characters that no token has.");
  return { url: url.replace(/\/+$/, ""), token };
}

/** Asks the server who the token is. A wrong one is refused there. */
export function readWhoIAm(url: string, token: string): Promise<MeView> {
  return new Api(url, token).call<MeView>({ method: "GET", path: "/api/v1/me" });
}

async function askUrl(proposal: string): Promise<string> {
  return canAsk() ? ask("Where is Slipway?", proposal) : proposal;
}

async function readToken({ token, tokenFile }: Given, url: string): Promise<string> {
  if (token !== undefined) return token;
  if (tokenFile !== undefined && tokenFile !== "-") return readTokenFile(tokenFile);
  if (tokenFile === undefined && process.env.SLIPWAY_TOKEN) return process.env.SLIPWAY_TOKEN;
  if (tokenFile === "-" || !canAsk()) return readPiped();
  process.stderr.write(`Make an API token at ${new URL("/tokens", url).href} and paste it here.\n`);
  return askSecret("Token:");
}

async function readTokenFile(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);
  });
}
