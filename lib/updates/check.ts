import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import { STABLE } from "#lib/products/rules/channel.ts";
import { addressesFor } from "#lib/updates/addresses.ts";
import { findDeviceChannel } from "#lib/updates/device-channel.ts";
import { checkInput, type CheckInput } from "#lib/updates/input.ts";
import type { Answer, IndexedChannel, IndexedVersion, ProductIndex, VersionNotes } from "#lib/updates/product-index.ts";
import { checkAgainSeconds } from "#lib/updates/rules/check-again.ts";
import { chooseVersion, type Choice } from "#lib/updates/rules/choose-version.ts";
import type { ClientFacts } from "#lib/updates/rules/compatibility.ts";
import { readFormats } from "#lib/updates/rules/formats.ts";
import { normalizeArchitecture, normalizePlatform } from "#lib/updates/rules/platform.ts";
import { readNotes, readProductIndex } from "#lib/updates/store-index.ts";
import { keyOf } from "#lib/updates/rules/known-versions.ts";
import { requireAccess } from "#lib/updates/require-access.ts";
import { noteTold, type FindAddress } from "#lib/updates/told.ts";
import type { UpdateAnswer } from "#lib/updates/view.ts";
import { writeStep, type Step } from "#lib/updates/write-answer.ts";

/** Where products are looked up: a memory that follows the news, or the database itself. */
export interface ProductSource {
  find(idOrSlug: string): Promise<ProductIndex | null>;
}

export function fromDatabase(ctx: Context): ProductSource {
  return { find: (idOrSlug) => readProductIndex(ctx.db, idOrSlug) };
}

export interface CheckSurroundings {
  products: ProductSource;
  /** Before the addresses in the answer. */
  origin: string;
  findAddress: FindAddress;
}

/**
 * Tells a client what to install next, or that there is nothing to do and why. Whoever is told is noted, later and in
 * groups. The answer comes as JSON text, since most clients are told what others were told before.
 */
export async function checkForUpdate(
  ctx: Context,
  rawInput: unknown,
  { products, origin, findAddress }: CheckSurroundings,
): Promise<string> {
  const input = parseInput(checkInput, rawInput);
  const product = await products.find(productOf(input));
  if (product === null) throw notFound("product");
  return answerAbout(ctx, input, { product, origin, findAddress });
}

/** Who is asked about, by id or slug. */
export function productOf(input: CheckInput): string {
  return input.productId ?? input.extensionId ?? "";
}

/** The same for whoever has the product at hand. An answer that needs nothing from the database is there at once. */
export function answerAbout(
  ctx: Context,
  input: CheckInput,
  { product, origin, findAddress }: Omit<CheckSurroundings, "products"> & { product: ProductIndex },
): string | Promise<string> {
  requireAccess(ctx.actor, product, input.deviceId);
  const answer = (name: string) =>
    answerClient(ctx, { product, channel: requireChannel(product, name), input, origin, findAddress });
  if (input.channel !== undefined) return answer(input.channel);
  const { deviceId } = input;
  if (deviceId === undefined || !isUuid(deviceId)) return answer(STABLE);
  return findDeviceChannel(ctx, deviceId).then((name) => answer(name ?? STABLE));
}

function requireChannel(product: ProductIndex, name: string): IndexedChannel {
  const channel = product.channels.get(name);
  if (channel) return channel;
  const message = `${product.slug} has no channel ${name}; it has ${[...product.channels.keys()].join(", ") || "none"}.`;
  throw invalidInput({ path: "channel", message });
}

interface Question {
  product: ProductIndex;
  channel: IndexedChannel;
  input: CheckInput;
  origin: string;
  findAddress: FindAddress;
}

function answerClient(ctx: Context, question: Question): string | Promise<string> {
  const { answers } = question.product;
  const key = keyOfAnswer(question);
  const known = key === null ? undefined : answers.get(key);
  if (known !== undefined) return tell(ctx, question, known);
  const keep = (answer: Answer) => tell(ctx, question, key === null ? answer : remember(answers, key, answer));
  const found = findAnswer(ctx, question);
  return found instanceof Promise ? found.then(keep) : keep(found);
}

/** Where everybody who says the same of itself is told the same, whoever it is and whenever it asks; else null. */
function keyOfAnswer({ product, channel, input, origin }: Question): string | null {
  if (product.isPrivate || channel.distributions.length > 0 || input.provides !== undefined) return null;
  const { currentVersion, platform = "", arch, architecture = "", hardwareRevision = "", formats } = input;
  const client = `${currentVersion}\n${platform}\n${arch ?? architecture}\n${hardwareRevision}`;
  return `${origin}\n${channel.name}\n${client}\n${formats?.join("\n") ?? ""}`;
}

function findAnswer(ctx: Context, { product, channel, input, origin }: Question): Answer | Promise<Answer> {
  const { currentVersion } = input;
  const clientId = clientOf(input);
  const client = toFacts(product, input);
  const currentKey = keyOf(currentVersion);
  const choice = chooseVersion(channel, { clientId, currentKey, facts: client }, ctx.clock.now());
  const { againAt } = choice;
  if (choice.kind === "none") return { text: writeNone(channel, currentVersion, choice), told: null, againAt };
  const { step, target, distributionId } = choice;
  const formats = readFormats(input.formats ?? []);
  const about: Step = { product, channel, step, target, distributionId, currentVersion, currentKey, client, formats };
  const told = { versionId: step.id, distributionId };
  const text = writeOnce(ctx, origin, about);
  return typeof text === "string" ? { text, told, againAt } : text.then((read) => ({ text: read, told, againAt }));
}

/** Notes who is told of a version, and adds the one thing in which clients differ that are told the same. */
function tell(ctx: Context, { product, input, findAddress }: Question, { text, told, againAt }: Answer): string {
  const clientId = clientOf(input);
  const now = ctx.clock.now();
  if (told !== null && clientId !== null) {
    const { currentVersion: fromVersion } = input;
    noteTold(ctx, { ...told, productId: product.id, clientId, fromVersion, at: now }, findAddress);
  }
  return `${text.slice(0, -1)},"checkAgainSeconds":${checkAgainSeconds(clientId, againAt, now)}}`;
}

/** A device that writes its id in capitals is no other one. */
function clientOf({ deviceId, clientId }: CheckInput): string | null {
  return deviceId !== undefined && isUuid(deviceId) ? deviceId.toLowerCase() : (deviceId ?? clientId ?? null);
}

function toFacts({ slug }: ProductIndex, input: CheckInput): ClientFacts {
  const architecture = input.arch ?? input.architecture;
  return {
    platform: input.platform === undefined ? null : normalizePlatform(input.platform),
    architecture: architecture === undefined ? null : normalizeArchitecture(architecture),
    hardwareRevision: input.hardwareRevision ?? null,
    installed: { ...input.provides, [slug]: input.currentVersion },
  };
}

type None = Extract<Choice<IndexedVersion>, { kind: "none" }>;

function writeNone(channel: IndexedChannel, currentVersion: string, { reason, detail }: None): string {
  const answer: Omit<Extract<UpdateAnswer, { updateAvailable: false }>, "checkAgainSeconds"> = {
    updateAvailable: false,
    reason,
    detail,
    currentVersion,
    channel: channel.name,
  };
  return JSON.stringify(answer);
}

/** Signed addresses run out, so what is told of private products is written each time. */
function writeOnce(ctx: Context, origin: string, step: Step): string | Promise<string> {
  const { product } = step;
  const key = keyOfStep(origin, step);
  const known = product.isPrivate ? undefined : product.bodies.get(key);
  if (known !== undefined) return known;
  const write = (notes: VersionNotes) => {
    const text = JSON.stringify(writeStep(step, notes, addressesFor(ctx, product, origin)));
    return product.isPrivate ? text : remember(product.bodies, key, text);
  };
  const notes = product.notes.get(step.step.id);
  if (notes !== undefined) return write(notes);
  return readNotes(ctx.db, step.step.id).then((read) => write(remember(product.notes, step.step.id, read)));
}

function keyOfStep(origin: string, step: Step): string {
  const { client, formats } = step;
  const { platform, architecture } = client;
  const asked: readonly (string | null)[] = [step.currentVersion, platform, architecture, ...formats];
  const told = [step.channel.name, step.step.id, step.target.id, step.distributionId];
  return [origin, ...told, ...asked].join("\n");
}

/** Of each product: clients that invent versions must not fill the memory. */
const REMEMBERED_MAX = 200;

function remember<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.set(key, value);
  return value;
}
