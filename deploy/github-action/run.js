// What action.yml runs: calls the command line program of this checkout, and tells GitHub what came of it. Plain JavaScript
// without packages, since it begins before any are installed.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import path from "node:path";

const program = path.resolve(import.meta.dirname, "../../bin/slipway.js");

/** Of `slipway`: what was waited for did not end in time. */
const TIMED_OUT = 7;

/** An input that cannot be used, or a command that failed. The message is the step's error. */
class ActionError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof ActionError)) throw error;
  process.stdout.write(`::error title=Slipway::${escapeData(error.message)}\n`);
  process.exitCode = 1;
}

async function main() {
  const wishes = readInputs();
  const published = await publish(wishes);
  const version = published?.version.version ?? wishes.version;
  const started = await start({ ...wishes, version });
  const ended = started && wishes.wait ? await waitFor(started, wishes) : started;
  setOutputs({
    version,
    "version-id": published?.version.id,
    kind: ended?.kind,
    id: ended?.view.id,
    number: ended?.view.number,
    status: ended?.view.status,
    page: ended && pageOf(ended),
  });
  writeSummary({ wishes, published, version, ended });
  if (ended && wishes.wait) refuseBadEnd(ended, wishes);
}

function refuseBadEnd(ended, { timeout }) {
  const { status, statusReason } = ended.view;
  if (ended.timedOut) throw new ActionError(`${nameOf(ended)} is ${status} after ${timeout} seconds; it goes on.`);
  if (status === "completed") return;
  throw new ActionError(`${nameOf(ended)} ended as ${status}${statusReason ? `: ${statusReason}` : ""}`);
}

function readInputs() {
  const wishes = {
    product: required("product"),
    version: input("version"),
    files: lines("files"),
    image: input("image"),
    digest: input("digest"),
    channels: lines("channels").flatMap((line) =>
      line
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    ),
    notesFile: input("notes-file"),
    environment: input("environment"),
    template: input("template"),
    variables: lines("variables"),
    policy: input("policy"),
    tag: input("tag"),
    wait: readSwitch("wait"),
    timeout: Number(input("timeout-seconds") ?? 3600),
  };
  if (!process.env.SLIPWAY_URL || !process.env.SLIPWAY_TOKEN)
    throw new ActionError("The inputs url and token are needed.");
  if (!Number.isInteger(wishes.timeout) || wishes.timeout < 1)
    throw new ActionError("timeout-seconds is no whole number above 0.");
  if (wishes.environment && wishes.policy) throw new ActionError("Name an environment or a policy, not both.");
  return wishes;
}

function input(name) {
  const value = process.env[`INPUT_${name.toUpperCase().replaceAll("-", "_")}`]?.trim();
  return value ? value : undefined;
}

function required(name) {
  const value = input(name);
  if (value === undefined) throw new ActionError(`The input ${name} is needed.`);
  return value;
}

function lines(name) {
  return (input(name) ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

function readSwitch(name) {
  const value = input(name) ?? "true";
  if (value !== "true" && value !== "false") throw new ActionError(`${name} is true or false.`);
  return value === "true";
}

/** Null where there is nothing to publish: then what was published earlier is deployed. */
async function publish({ product, version, files, image, digest, channels, notesFile }) {
  if (files.length === 0 && image === undefined) return null;
  return group(`Publish ${product}`, () =>
    slipway("publish", [
      ...options({ product, version, image, digest, "notes-file": notesFile }),
      ...channels.flatMap((channel) => ["--channel", channel]),
      "--json",
      "--",
      ...files,
    ]),
  );
}

async function start({ product, version, environment, template, variables, policy, tag }) {
  if (environment === undefined && policy === undefined) return null;
  if (version === undefined && tag === undefined)
    throw new ActionError("Name the version: nothing was published that has one.");
  if (policy !== undefined) {
    const view = await group(`Start a rollout by ${policy}`, () =>
      slipway("rollout start", [...options({ policy, tag: tag ?? version }), "--json"]),
    );
    return { kind: "rollout", view };
  }
  const given = variables.flatMap((variable) => ["--set", variable]);
  const view = await group(`Deploy ${version} to ${environment}`, () =>
    slipway("deploy start", [
      ...options({ product, "release-version": version, to: environment, template }),
      ...given,
      "--json",
    ]),
  );
  return { kind: "deployment", view };
}

/** Follows it in the log of the step; how it ended is asked for anew, whatever the exit code says. */
async function waitFor({ kind, view }, { timeout }) {
  const [noun, verb] = kind === "rollout" ? ["rollout", "watch"] : ["deploy", "wait"];
  const code = await group(`Wait for ${kind} #${view.number}`, () =>
    run([noun, verb, view.id, "--timeout", String(timeout)], { passOn: true }).then((result) => result.code),
  );
  return { kind, view: await slipway(`${noun} show`, [view.id, "--json"]), timedOut: code === TIMED_OUT };
}

function options(values) {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

async function slipway(command, args) {
  const { code, stdout } = await run([...command.split(" "), ...args], { passOn: false });
  if (code !== 0) throw new ActionError(`slipway ${command} failed with exit code ${code}; the log above says why.`);
  return JSON.parse(stdout);
}

/** Runs the program. What it says to people goes to the log of the step as it comes. */
function run(args, { passOn }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ["ignore", passOn ? "inherit" : "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout }));
  });
}

async function group(title, work) {
  process.stdout.write(`::group::${escapeData(title)}\n`);
  try {
    return await work();
  } finally {
    process.stdout.write("::endgroup::\n");
  }
}

function setOutputs(outputs) {
  const given = Object.entries(outputs).filter(([, value]) => value !== undefined && value !== null);
  // A delimiter that no value can hold, as GitHub asks for.
  const text = given.map(([name, value]) => {
    const delimiter = `end-${randomUUID()}`;
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  });
  append("GITHUB_OUTPUT", text.join(""));
}

function writeSummary({ wishes, published, version, ended }) {
  const rows = [
    ["Version", version],
    ...(published ? rowsOfPublished(published) : []),
    ...(wishes.image ? [["Image", code(wishes.image)]] : []),
    ...(ended ? rowsOfEnd(ended) : []),
  ];
  const table = rows.map(([left, right]) => `| ${cell(left)} | ${cell(right ?? "")} |`);
  append(
    "GITHUB_STEP_SUMMARY",
    [`### ${wishes.product} on Slipway`, "", "| | |", "| --- | --- |", ...table, "", ""].join("\n"),
  );
}

function rowsOfPublished({ files, channels }) {
  const rows = files.map(({ fileName, sha256 }) => [code(fileName), code(sha256)]);
  return channels.length === 0 ? rows : [...rows, ["Channels", channels.join(", ")]];
}

function rowsOfEnd(ended) {
  const { status, statusReason, counts = {}, stages = [] } = ended.view;
  return [
    [nameOf(ended), `[${status}](${pageOf(ended)})`],
    ...(statusReason ? [["Reason", statusReason]] : []),
    ...Object.entries(counts).flatMap(([state, count]) => (count > 0 ? [[`Devices ${state}`, String(count)]] : [])),
    ...stages.map(({ title, name, status }) => [title || name, status]),
  ];
}

function append(variable, text) {
  const file = process.env[variable];
  if (file) appendFileSync(file, text);
}

function nameOf({ kind, view }) {
  return `${kind === "rollout" ? "Rollout" : "Deployment"} #${view.number}`;
}

function pageOf({ kind, view }) {
  return new URL(`/${kind}s/${view.id}`, process.env.SLIPWAY_URL).href;
}

function code(text) {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** A cell of a table has one line and no bars of its own. */
function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

/** As GitHub's commands want it: a text of several lines must not begin a command of its own. */
function escapeData(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
