import type { DownloadableFile } from "#lib/artifacts/download.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { STABLE } from "#lib/products/rules/channel.ts";
import { addressesFor, type AddressOf } from "#lib/updates/addresses.ts";
import type { ProductSource } from "#lib/updates/check.ts";
import { chooseRelease, requireChannel, type FeedClient } from "#lib/updates/feeds/choose-release.ts";
import { sha512Of, signatureOf } from "#lib/updates/feeds/file-facts.ts";
import type { IndexedChannel, IndexedVersion, ProductIndex } from "#lib/updates/product-index.ts";
import { gateOf } from "#lib/updates/rules/gate.ts";
import { requireAccess } from "#lib/updates/require-access.ts";
import { writeElectronFeed } from "#lib/updates/rules/electron-feed.ts";
import { readFeedFile, type FeedFile } from "#lib/updates/rules/feed-file.ts";
import { namesItsVersion } from "#lib/updates/rules/file-line.ts";
import { isFileFor, platformOfFile } from "#lib/updates/rules/platform.ts";
import { isSidecar } from "#lib/updates/rules/sidecar.ts";
import { deltaFromName, writeAppcast, type SparkleRelease } from "#lib/updates/rules/sparkle-feed.ts";
import { writeTauriAnswer, writeTauriFeed, type TauriFile } from "#lib/updates/rules/tauri-feed.ts";
import { findFileOfVersions, selectFeedFiles, type FeedFileRow } from "#lib/updates/store-feed-files.ts";
import { readNotes } from "#lib/updates/store-index.ts";

export interface FeedQuestion {
  product: string;
  channel: string;
  file: string;
  client: FeedClient;
  /** Before the addresses in the answer. */
  origin: string;
}

export type FeedAnswer =
  | { kind: "text"; mediaType: string; body: string; isSameForAll: boolean }
  /** There is nothing newer, as Tauri wants to hear it. */
  | { kind: "nothing" }
  | { kind: "file"; file: DownloadableFile };

/** Answers an updater that an app brings along, in the form that it reads. Throws NOT_FOUND where there is nothing. */
export async function readFeed(ctx: Context, question: FeedQuestion, products: ProductSource): Promise<FeedAnswer> {
  const product = await products.find(question.product);
  if (product === null) throw notFound("product");
  requireAccess(ctx.actor, product, undefined);
  const channel = requireChannel(product, question.channel);
  const feed = readFeedFile(question.file, channel.name);
  const about = { product, channel, question, addressOf: addressesFor(ctx, product, question.origin) };
  switch (feed.kind) {
    case "electron":
      return readElectron(ctx, about, feed);
    case "tauri":
      return readTauri(ctx, about);
    case "sparkle":
      return readSparkle(ctx, about);
    case "file":
      return readFile(ctx, channel, question.file);
  }
}

interface About {
  product: ProductIndex;
  channel: IndexedChannel;
  question: FeedQuestion;
  addressOf: AddressOf;
}

async function readElectron(
  ctx: Context,
  { product, channel, question, addressOf }: About,
  { platform, architecture }: Extract<FeedFile, { kind: "electron" }>,
): Promise<FeedAnswer> {
  const client = { ...question.client, platform, architecture };
  const { version, isSameForAll } = chooseRelease(ctx, product, channel, client);
  if (version === null) throw notFound("release for this platform");
  const all = await selectFeedFiles(ctx.db, version.id);
  const mine = all.filter((file) => isInstaller(file) && isFileFor(platformOf(file), client));
  const files = [];
  for (const file of mine) {
    const { fileName, size } = file;
    // A name that tells the version is found below the feed, and beside it the block maps of this and older versions.
    const isSteady = namesItsVersion(fileName, version.version);
    const url = isSteady ? encodeURIComponent(fileName) : addressOf(file);
    files.push({ url, size, fileName, sha512: await sha512Of(ctx, file) });
  }
  const { releaseNotes } = await readNotes(ctx.db, version.id);
  const release = { version: version.version, releasedAt: version.releasedAt, releaseNotes, files };
  return { kind: "text", mediaType: "text/yaml; charset=utf-8", body: writeElectronFeed(release), isSameForAll };
}

async function readTauri(ctx: Context, { product, channel, question, addressOf }: About): Promise<FeedAnswer> {
  const { client } = question;
  const { version, isSameForAll } = chooseRelease(ctx, product, channel, client);
  if (version === null) return { kind: "nothing" };
  const files = await signedFiles(ctx, version, addressOf);
  const { releaseNotes } = await readNotes(ctx.db, version.id);
  const release = { version: version.version, releasedAt: version.releasedAt, releaseNotes };
  const text = (json: Record<string, unknown>): FeedAnswer => ({
    kind: "text",
    mediaType: "application/json; charset=utf-8",
    body: JSON.stringify(json),
    isSameForAll,
  });
  if (client.platform === null) return text(writeTauriFeed(release, files));
  const mine = files.find((file) => isFileFor(file, client));
  return mine ? text(writeTauriAnswer(release, mine)) : { kind: "nothing" };
}

/** Tauri takes nothing that is not signed. */
async function signedFiles(ctx: Context, version: IndexedVersion, addressOf: AddressOf): Promise<TauriFile[]> {
  const all = await selectFeedFiles(ctx.db, version.id);
  const signed: TauriFile[] = [];
  for (const file of all.filter(isInstaller)) {
    const signature = await signatureOf(ctx, file, all);
    if (signature !== null) signed.push({ ...platformOf(file), url: addressOf(file), signature });
  }
  return signed;
}

async function readSparkle(ctx: Context, about: About): Promise<FeedAnswer> {
  const { product, channel, question } = about;
  const client = { ...question.client, platform: "macos" };
  const { version, isSameForAll } = chooseRelease(ctx, product, channel, client);
  const link = `${question.origin}/feeds/${product.slug}/${channel.name}/appcast.xml`;
  const release = version && (await describeForSparkle(ctx, version, about));
  const body = writeAppcast({ title: product.name, link }, release);
  return { kind: "text", mediaType: "application/rss+xml; charset=utf-8", body, isSameForAll };
}

async function describeForSparkle(
  ctx: Context,
  version: IndexedVersion,
  { product, channel, question, addressOf }: About,
): Promise<SparkleRelease | null> {
  const all = await selectFeedFiles(ctx.db, version.id);
  const client = { platform: "macos", architecture: question.client.architecture };
  const main = all.find((file) => isInstaller(file) && isFileFor(platformOf(file), client));
  if (main === undefined) return null;
  const view = async (file: FeedFileRow) => ({
    url: addressOf(file),
    size: file.size,
    mimeType: file.mimeType,
    edSignature: await signatureOf(ctx, file, all),
  });
  const deltas = [];
  for (const file of all) {
    const from = file.metadata.deltaFrom;
    const fromBundleVersion = typeof from === "string" ? from : deltaFromName(file.fileName);
    if (/\.delta$/i.test(file.fileName) && fromBundleVersion !== null) {
      deltas.push({ ...(await view(file)), fromBundleVersion });
    }
  }
  const { bundleVersion, minimumSystemVersion } = main.metadata;
  const { releaseNotes } = await readNotes(ctx.db, version.id);
  return {
    title: `${product.name} ${version.version}`,
    link: `${question.origin}/products/${product.slug}`,
    version: version.version,
    bundleVersion: typeof bundleVersion === "string" ? bundleVersion : version.version,
    channel: channel.name === STABLE ? null : channel.name,
    releasedAt: version.releasedAt,
    releaseNotes,
    minimumSystemVersion: typeof minimumSystemVersion === "string" ? minimumSystemVersion : null,
    isCritical: version.isMandatory,
    file: await view(main),
    deltas,
  };
}

async function readFile(ctx: Context, channel: IndexedChannel, name: string): Promise<FeedAnswer> {
  const file = await findFileOfVersions(ctx.db, visibleVersions(ctx, channel), name, ctx.clock.now());
  if (file === null) throw notFound("file");
  const { sha256, size, mimeType, uploadedAt, fileName } = file;
  return {
    kind: "file",
    file: { sha256, name: fileName, mediaType: mimeType, size, etag: `"${sha256}"`, lastModified: uploadedAt },
  };
}

/** What somebody may be offered, today or in their turn. What is only planned is nobody's business. */
function visibleVersions(ctx: Context, { versions, distributions }: IndexedChannel): string[] {
  const find = (id: string) => versions.find((version) => version.id === id);
  const isVisible = (version: IndexedVersion) =>
    version.isOffered && gateOf(version, distributions, find, ctx.clock.now()).kind !== "closed";
  return versions.filter(isVisible).map(({ id }) => id);
}

function isInstaller(file: FeedFileRow): boolean {
  return !isSidecar(file.fileName);
}

function platformOf(file: FeedFileRow) {
  return platformOfFile(file.fileName, file.metadata);
}
