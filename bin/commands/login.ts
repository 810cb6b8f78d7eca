import type { Command } from "commander";
import type { MeView } from "#lib/access/view.ts";
import { act } from "#lib/cli/act.ts";
import {
  addConnectionOptions,
  findConnection,
  requireToken,
  toUrl,
  type ConnectionOptions,
} from "#lib/cli/connection.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { readCredentials, readWhoIAm } from "#lib/cli/login.ts";
import { printJson, printLine, printTable } from "#lib/cli/print.ts";
import {
  chooseProfile,
  DEFAULT_PROFILE,
  profilesFile,
  readProfiles,
  removeProfile,
  saveProfile,
} from "#lib/cli/profiles.ts";

type LoginOptions = { url?: string; token?: string; tokenFile?: string; profile: string; json?: boolean };
type Options = { json?: boolean };

const EXPLANATION = `
The token is asked for without showing it, or read from standard input, so that it stands neither in the shell's history
nor in the list of processes. It is kept in a file that only you can read, and used where neither an option nor the
environment (SLIPWAY_URL, SLIPWAY_TOKEN) says something else.

Examples:
  slipway login --url https://slipway.example.com
  pass slipway/token | slipway login --url https://slipway.example.com
  slipway login --profile staging --url https://staging.example.com --token-file token.txt`;

export function addLoginCommands(program: Command): void {
  program
    .command("login")
    .description("keep a server's address and a token of yours there, once the server has accepted it")
    .option("--url <url>", "where Slipway is (env: SLIPWAY_URL)", toUrl)
    .option("--token-file <file>", "holds the API token (slp_…); - for standard input")
    .option("--token <token>", "the token itself, which others on this machine could read meanwhile")
    .option("--profile <name>", "under which name it is kept", DEFAULT_PROFILE)
    .option("--json", "print JSON")
    .addHelpText("after", EXPLANATION)
    .action((options: LoginOptions) => act(() => login(options)));

  program
    .command("logout")
    .description("forget a kept token; at the server it stays good until it is revoked")
    .option("--profile <name>", "which one; left out: the one in use")
    .option("--all", "every one of them")
    .option("--json", "print JSON")
    .action((options: Options & { profile?: string; all?: boolean }) => act(async () => logout(options)));

  addConnectionOptions(program.command("whoami"))
    .description("say which server is spoken to, as whom, and what one may do there")
    .option("--json", "print JSON")
    .action((options: ConnectionOptions & Options) => act(() => whoAmI(options)));

  const profile = program.command("profile").description("what `slipway login` keeps: servers and tokens by name");
  profile
    .command("list")
    .description("list them, without the tokens")
    .option("--json", "print JSON")
    .action((options: Options) => act(async () => list(options)));
  profile
    .command("use")
    .description("use one from now on where none is named")
    .argument("<name>", "its name")
    .option("--json", "print JSON")
    .action((name: string, options: Options) => act(async () => use(name, options)));
}

async function login({ profile, json, ...options }: LoginOptions): Promise<void> {
  const { url, token } = await readCredentials(options, readProfiles().profiles[profile]?.url);
  const me = await readWhoIAm(url, token);
  saveProfile(profile, { url, token });
  const file = profilesFile();
  if (json) printJson({ profile, url, file, me });
  else printLine(`Signed in to ${url} as ${nameOf(me)}. Kept as ${profile} in ${file}.`);
}

function logout({ profile, all, json }: Options & { profile?: string; all?: boolean }): void {
  const { current, profiles } = readProfiles();
  const names = all ? Object.keys(profiles) : [profile ?? current ?? DEFAULT_PROFILE];
  const unknown = names.find((name) => !Object.hasOwn(profiles, name));
  if (unknown !== undefined) throw new UsageError(`There is no profile ${unknown}.`);
  for (const name of names) removeProfile(name);
  if (json) return printJson({ forgotten: names });
  if (names.length === 0) return printLine("Nothing was kept.");
  printLine(
    `Forgot ${names.join(", ")}. To end a token at the server: \`slipway token revoke\`, or its page API tokens.`,
  );
}

async function whoAmI(options: ConnectionOptions & Options): Promise<void> {
  const { url, token, profile } = findConnection(options);
  const me = await readWhoIAm(url, requireToken(url, token));
  if (options.json) return printJson({ profile, url, me });
  printLine(`${nameOf(me)} at ${url}${profile === null ? "" : `, by the profile ${profile}`}`);
  printLine(`  may  ${me.scopes.join(", ")}`);
}

function list(options: Options): void {
  const { current, profiles } = readProfiles();
  const items = Object.entries(profiles).map(([name, { url }]) => ({ name, url, isCurrent: name === current }));
  if (options.json) return printJson({ items });
  printTable(
    items,
    [
      { title: "", value: ({ isCurrent }) => (isCurrent ? "*" : "") },
      { title: "NAME", value: ({ name }) => name },
      { title: "ADDRESS", value: ({ url }) => url },
    ],
    "Nothing is kept. Sign in with `slipway login`.",
  );
}

function use(name: string, options: Options): void {
  const { profiles } = readProfiles();
  const chosen = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!chosen)
    throw new UsageError(`There is no profile ${name}. There are: ${Object.keys(profiles).join(", ") || "none"}.`);
  chooseProfile(name);
  if (options.json) printJson({ name, url: chosen.url });
  else printLine(`Using ${name}, ${chosen.url}.`);
}

function nameOf({ kind, name, role }: MeView): string {
  if (kind === "token") return `the token ${name}`;
  return role === undefined ? name : `${name} (${role})`;
}
