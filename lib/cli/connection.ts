import { InvalidArgumentError, Option, type Command } from "commander";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { readProfiles, type Environment, type Profile, type Profiles } from "#lib/cli/profiles.ts";
import { Api } from "#lib/client/api.ts";

/** What was said behind the command. */
export interface ConnectionOptions {
  url?: string;
  token?: string;
  profile?: string;
}

/** What every command that asks a server takes. */
export type Options = ConnectionOptions & { json?: boolean };

export interface Connection {
  url: string;
  token: string | null;
  /** The profile that the token came from. */
  profile: string | null;
}

export const URL_DEFAULT = "http://127.0.0.1:3000";

/** Adds the options by which a command finds the server and proves who it is. */
export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(new Option("--url <url>", "where Slipway is (env: SLIPWAY_URL)").argParser(toUrl))
    .option("--token <token>", "an API token, slp_… (env: SLIPWAY_TOKEN); better kept by `slipway login`")
    .option("--profile <name>", "which `slipway login` to use (env: SLIPWAY_PROFILE)");
}

/** Begins a command that asks a server, and prints for people or, with --json, for programs. */
export function aCommand(parent: Command, name: string, says: string): Command {
  return addConnectionOptions(parent.command(name)).description(says).option("--json", "print JSON");
}

/**
 * Finds the server and the token: what was said behind the command wins over the environment, and that over what
 * `slipway login` kept. A kept token is shown to no other server than the one that it was made for.
 */
export function findConnection(options: ConnectionOptions, env: Environment = process.env): Connection {
  const kept = readProfiles();
  if (options.profile !== undefined) return byName(options, options.profile, kept);
  const said = {
    url: options.url ?? readUrl(env.SLIPWAY_URL),
    token: options.token ?? (env.SLIPWAY_TOKEN || undefined),
  };
  return byAddress(said, env.SLIPWAY_PROFILE || kept.current, kept);
}

/** Whoever names a profile means it, whatever the environment says. */
function byName({ url: said, token }: ConnectionOptions, name: string, kept: Profiles): Connection {
  const named = getProfile(kept, name);
  const url = said ?? named.url;
  return { url, token: token ?? (isSameServer(url, named.url) ? named.token : null), profile: name };
}

function byAddress(said: { url?: string; token?: string }, chosen: string | null, kept: Profiles): Connection {
  const url = said.url ?? (chosen === null ? URL_DEFAULT : getProfile(kept, chosen).url);
  if (said.token !== undefined) return { url, token: said.token, profile: null };
  const names = [...(chosen === null ? [] : [chosen]), ...Object.keys(kept.profiles)];
  const profile = names.find((name) => isSameServer(getProfile(kept, name).url, url)) ?? null;
  return { url, token: profile === null ? null : getProfile(kept, profile).token, profile };
}

/** Connects as the caller. Throws UsageError without a token, since every call but the status needs one. */
export function connect(options: ConnectionOptions): Api {
  const { url, token } = findConnection(options);
  return new Api(url, requireToken(url, token));
}

export function requireToken(url: string, token: string | null): string {
  if (token !== null) return token;
  throw new UsageError(
    `You are not signed in to ${url}. Make an API token at ${new URL("/tokens", url).href}, then run \`slipway login\`; ` +
      "or set SLIPWAY_TOKEN.",
  );
}

export function getProfile({ profiles }: Profiles, name: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile) return profile;
  throw new UsageError(`There is no profile ${name}. Make it with \`slipway login --profile ${name}\`.`);
}

function isSameServer(one: string, other: string): boolean {
  return new URL(one).href.replace(/\/+$/, "") === new URL(other).href.replace(/\/+$/, "");
}

/** Reads an address, for the option parser. */
export function toUrl(text: string): string {
  if (isUrl(text)) return text;
  throw new InvalidArgumentError(`An address such as ${URL_DEFAULT} is wanted.`);
}

function readUrl(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (isUrl(text)) return text;
  throw new UsageError(`SLIPWAY_URL is ${text}. An address such as ${URL_DEFAULT} is wanted.`);
}

export function isUrl(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === "http:" || protocol === "https:";
}
