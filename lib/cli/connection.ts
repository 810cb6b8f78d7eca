import { InvalidArgumentError, Option, type Command } from "commander";
import { Api } from "#lib/client/api.ts";

export interface ConnectionOptions {
  url: string;
  token?: string;
}

const URL_DEFAULT = "http://127.0.0.1:3000";

/** Adds the options by which a command finds the server and proves who it is. */
export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(new Option("--url <url>", "where Slipway is").env("SLIPWAY_URL").default(URL_DEFAULT).argParser(toUrl))
    .addOption(new Option("--token <token>", "an API token (slp_…)").env("SLIPWAY_TOKEN"));
}

/** Connects as the caller. Throws UsageError without a token, since every call but the status needs one. */
export function connect({ url, token }: ConnectionOptions): Api {
  if (!token) {
    const where = new URL("/tokens", url).href;
    throw new UsageError(`An API token is needed: pass --token, or set SLIPWAY_TOKEN. Make one at ${where}.`);
  }
  return new Api(url, token);
}

/** The command was not called as it must be. Ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

function toUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return text;
  throw new InvalidArgumentError(`An address such as ${URL_DEFAULT} is wanted.`);
}
