import { readFile } from "node:fs/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { act, collect } from "#lib/cli/act.ts";
import { addConnectionOptions, findConnection, requireToken, type ConnectionOptions } from "#lib/cli/connection.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { type BuildFacts, readBuildFacts } from "#lib/cli/publish/build-facts.ts";
import { readGitFacts } from "#lib/cli/publish/git-facts.ts";
import { pickEnvironment } from "#lib/cli/publish/pick-environment.ts";
import { publish, type Published, type Telling } from "#lib/cli/publish/publish.ts";
import { Api } from "#lib/client/api.ts";

interface PublishOptions extends ConnectionOptions {
  product: string;
  version?: string;
  channel?: string[];
  notes?: string;
  notesFile?: string;
  image?: string[];
  digest?: string;
  manifest?: string[];
  config?: string[];
  env?: string[];
  metadata?: Record<string, string>;
  commit?: string;
  ref?: string;
  sourceUrl?: string;
  buildNumber?: string;
  buildUrl?: string;
  author?: string;
  json?: boolean;
}

const EXPLANATION = `
In GitHub Actions and GitLab CI, commit, ref, build number, addresses and author are read from the job's environment, and
the version from the tag that is built; elsewhere they are read from git. Options win over both.
Run again, it does what is missing: an upload goes on where it was cut, and nothing is made twice.

Examples:
  slipway publish build/gateway.swu --product gateway --version 1.5.0 --channel beta
  slipway publish dist/app.zip --product app --manifest package-lock.json --env NODE_ENV --env 'BUILD_*'
  slipway publish --product web --version 2.0.0 --image ghcr.io/acme/web:2.0.0 --digest sha256:…`;

export function addPublishCommand(program: Command): void {
  addConnectionOptions(program.command("publish"))
    .description("publish a build from a pipeline: its version, its files, where it came from, and its channels")
    .argument("[files...]", "what was built")
    .addOption(new Option("--product <slug>", "of which product").env("SLIPWAY_PRODUCT").makeOptionMandatory())
    .option("--version <version>", "a SemVer version; the tag that is built, where it is left out")
    .option("--channel <name>", "promote it to a channel when all is there; may be repeated", collect)
    .addOption(new Option("--notes <text>", "release notes of a new version").conflicts("notesFile"))
    .option("--notes-file <file>", "holds them")
    .option("--image <image>", "host/repository:tag that was pushed; may be repeated", collect)
    .option("--digest <digest>", "of that image")
    .option("--manifest <file>", "a package.json or package-lock.json to record; may be repeated", collect)
    .option("--config <file>", "a configuration file to record; may be repeated", collect)
    .option("--env <name>", "an environment variable to record, sealed; PREFIX_* for several; may be repeated", collect)
    .option("--metadata <name=value>", "anything else to record; may be repeated", collectPair)
    .option("--commit <sha>", "the commit that was built")
    .option("--ref <ref>", "its branch or tag")
    .option("--source-url <url>", "where the commit can be looked at")
    .option("--build-number <number>", "of the build")
    .option("--build-url <url>", "where the build can be looked at")
    .option("--author <name>", "who made it")
    .option("--json", "print JSON")
    .addHelpText("after", EXPLANATION)
    .action((files: string[], options: PublishOptions) => act(() => run(files, options)));
}

async function run(files: readonly string[], options: PublishOptions): Promise<void> {
  if (files.length === 0 && !options.image) throw new UsageError("Name what was built: files, or an --image.");
  const { url, token: found } = findConnection(options);
  const token = requireToken(url, found);
  const facts = await gatherFacts(options);
  const published = await publish({
    api: new Api(url, token),
    token,
    publication: {
      product: options.product,
      version: options.version ?? versionOf(facts),
      files,
      channels: options.channel ?? [],
      releaseNotes: await readNotes(options),
      facts,
      images: options.image ?? [],
      digest: options.digest,
      manifests: options.manifest ?? [],
      configFiles: options.config ?? [],
      environment: pickEnvironment(process.env, options.env ?? []),
      metadata: options.metadata ?? {},
    },
    tell: teller(options.json ?? false),
  });
  if (options.json) printJson(published);
  else printLine(describe(published));
}

async function gatherFacts(options: PublishOptions): Promise<BuildFacts> {
  const server = readBuildFacts(process.env);
  const found =
    server.gitCommit === undefined ? { ...(await readGitFacts(process.cwd())), ...defined(server) } : server;
  const { commit: gitCommit, ref: gitRef, sourceUrl, buildNumber, buildUrl, author } = options;
  return { ...found, ...defined({ gitCommit, gitRef, sourceUrl, buildNumber, buildUrl, author }) };
}

function defined(facts: BuildFacts): BuildFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Many tags have a v before the version. */
function versionOf({ tag }: BuildFacts): string {
  if (tag !== undefined) return tag.replace(/^v(?=\d)/, "");
  throw new UsageError("Say which --version this is. Only in the pipeline of a tag it is known without.");
}

async function readNotes({ notes, notesFile }: PublishOptions): Promise<string | undefined> {
  if (notesFile === undefined) return notes;
  return readFile(notesFile, "utf8").catch((error: unknown) => {
    throw new UsageError(`${notesFile} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** Progress goes to standard error: standard output is for the result. In a log each quarter is a line. */
function teller(isQuiet: boolean): Telling {
  let lastQuarter = -1;
  const isTerminal = process.stderr.isTTY;
  return {
    say: (sentence) => {
      lastQuarter = -1;
      process.stderr.write(isQuiet ? "" : `${isTerminal ? "\r\u001b[K" : ""}${sentence}\n`);
    },
    progress: ({ name, size }, sent) => {
      const percent = Math.floor((sent / size) * 100);
      const quarter = Math.floor(percent / 25);
      if (isQuiet || (!isTerminal && quarter === lastQuarter)) return;
      lastQuarter = quarter;
      process.stderr.write(isTerminal ? `\r\u001b[K${name} ${percent} %` : `${name} ${percent} %\n`);
    },
  };
}

function describe({ product, version, files, channels }: Published): string {
  const what = files.length === 0 ? "" : ` with ${files.map(({ fileName }) => fileName).join(", ")}`;
  const where = channels.length === 0 ? "" : `, on ${channels.join(" and ")}`;
  return `Published ${product.slug} ${version.version}${what}${where}.`;
}

function collectPair(text: string, previous: Record<string, string> | undefined): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Write it as name=value.");
  return { ...previous, [text.slice(0, equals)]: text.slice(equals + 1) };
}
