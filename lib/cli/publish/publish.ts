import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "#lib/cli/exit-codes.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import type { ArtifactView } from "#lib/builds/view.ts";
import type { BuildFacts } from "#lib/cli/publish/build-facts.ts";
import { type LocalFile, readLocalFile, sendFile } from "#lib/cli/publish/send-file.ts";
import { type Api, ApiError } from "#lib/client/api.ts";
import type { Page } from "#lib/kernel/page.ts";
import type { ChannelView, ProductView, VersionView } from "#lib/products/view.ts";

/** What is to be published, and what is said of it. */
export interface Publication {
  product: string;
  version: string;
  files: readonly string[];
  channels: readonly string[];
  releaseNotes: string | undefined;
  facts: BuildFacts;
  images: readonly string[];
  digest: string | undefined;
  manifests: readonly string[];
  configFiles: readonly string[];
  environment: Record<string, string> | undefined;
  metadata: Record<string, string>;
}

export interface Published {
  product: { id: string; slug: string };
  version: { id: string; version: string; isNew: boolean };
  files: { id: string; fileName: string; sha256: string; isNew: boolean }[];
  builds: string[];
  channels: string[];
}

export interface Telling {
  say: (sentence: string) => void;
  progress: (file: LocalFile, sent: number) => void;
}

/**
 * Publishes a build: its version where there is none, its files, its record, and at last its channels, so that nobody is
 * offered what is not complete. Done again, only what is missing is done.
 */
export async function publish({
  api,
  token,
  publication,
  tell,
}: {
  api: Api;
  token: string;
  publication: Publication;
  tell: Telling;
}): Promise<Published> {
  const local = await Promise.all(publication.files.map(readLocalFile));
  const record = await readRecord(publication);
  const product = await api.call<ProductView>({
    method: "GET",
    path: `/api/v1/products/${encodeURIComponent(publication.product)}`,
  });
  const { version, isNew } = await ensureVersion(api, product, publication);
  tell.say(isNew ? `Made version ${version.version}.` : `Version ${version.version} is there already.`);
  const files = await sendMissing({ api, token, version, local, tell });
  const builds = await recordBuilds(api, { versionId: version.id, ...record }, files);
  tell.say(`Recorded ${builds.length === 1 ? "the build" : `${builds.length} builds`}.`);
  const channels = await promote(api, product, version, publication.channels);
  if (channels.length > 0) tell.say(`Promoted to ${channels.join(" and ")}.`);
  return {
    product: { id: product.id, slug: product.slug },
    version: { id: version.id, version: version.version, isNew },
    files,
    builds,
    channels,
  };
}

/** What is said of the build, read before anything is changed at the server. */
async function readRecord(publication: Publication): Promise<Record<string, unknown>> {
  const { tag: _tag, ...facts } = publication.facts;
  const read = async (file: string) => ({ path: toPath(file), content: await readText(file) });
  return {
    ...facts,
    imageTags: publication.images,
    digest: publication.digest,
    dependencies: await Promise.all(publication.manifests.map(read)),
    configFiles: await Promise.all(publication.configFiles.map(read)),
    environment: publication.environment,
    metadata: publication.metadata,
  };
}

/** As it lies in the checkout; what lies outside of it goes by its name. */
function toPath(file: string): string {
  const relative = path.relative(process.cwd(), path.resolve(file)).split(path.sep).join("/");
  return relative.startsWith("..") ? path.basename(file) : relative;
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
}

async function ensureVersion(
  api: Api,
  product: ProductView,
  { version, releaseNotes, digest }: Publication,
): Promise<{ version: VersionView; isNew: boolean }> {
  const known = await findVersion(api, product.id, version);
  if (known) return { version: known, isNew: false };
  try {
    const made = await api.call<VersionView>({
      method: "POST",
      path: "/api/distribution/versions",
      // No channel yet: its followers would be offered a version without its files.
      body: { productId: product.id, version, releaseNotes, digest, channels: [] },
    });
    return { version: made, isNew: true };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    // Another job of the same pipeline was faster.
    const made = await findVersion(api, product.id, version);
    if (!made) throw error;
    return { version: made, isNew: false };
  }
}

async function findVersion(api: Api, productId: string, version: string): Promise<VersionView | null> {
  for (let cursor: string | undefined; ;) {
    const page: Page<VersionView> = await api.call({
      method: "GET",
      path: "/api/distribution/versions",
      query: { productId, includePrerelease: "true", limit: 500, cursor },
    });
    const found = page.items.find((item) => item.version === version);
    if (found) return found;
    if (page.nextCursor === null) return null;
    cursor = page.nextCursor;
  }
}

type SendMissing = { api: Api; token: string; version: VersionView; local: readonly LocalFile[]; tell: Telling };

async function sendMissing({ api, token, version, local, tell }: SendMissing): Promise<Published["files"]> {
  const { items: there } = await api.call<Page<FileView>>({
    method: "GET",
    path: "/api/distribution/cdn/files",
    query: { versionId: version.id, limit: 500 },
  });
  const files: Published["files"] = [];
  for (const file of local) {
    const same = there.find(({ fileName }) => fileName === file.name);
    if (same && same.sha256 !== file.sha256) {
      throw new ApiError(
        `${version.version} has another file ${file.name} already (sha256 ${same.sha256}). Publish a new version.`,
        409,
        "CONFLICT",
      );
    }
    const onProgress = (sent: number) => tell.progress(file, sent);
    const id = same?.id ?? (await sendFile({ url: api.url, token, versionId: version.id, file, onProgress }));
    tell.say(same ? `${file.name} is there already.` : `Sent ${file.name}.`);
    files.push({ id, fileName: file.name, sha256: file.sha256, isNew: !same });
  }
  return files;
}

/** One record for each file; one alone where there is none, as for images. */
async function recordBuilds(api: Api, record: Record<string, unknown>, files: Published["files"]): Promise<string[]> {
  const bodies = files.length === 0 ? [record] : files.map(({ id }) => ({ ...record, fileId: id, digest: undefined }));
  const ids: string[] = [];
  for (const body of bodies) {
    const { id } = await api.call<ArtifactView>({
      method: "POST",
      path: "/api/artifacts",
      body,
      // The same build that is published again, as by a second try of a job, is recorded once.
      headers: { "idempotency-key": createHash("sha256").update(JSON.stringify(body)).digest("hex") },
    });
    ids.push(id);
  }
  return ids;
}

async function promote(
  api: Api,
  product: ProductView,
  version: VersionView,
  wanted: readonly string[],
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const { items } = await api.call<{ items: ChannelView[] }>({
    method: "GET",
    path: "/api/distribution/channels",
    query: { productId: product.id },
  });
  for (const name of wanted) {
    const channel = items.find((item) => item.name === name);
    if (!channel) {
      const names = items.map((item) => item.name).join(", ") || "none";
      throw new ApiError(`${product.slug} has no channel ${name}. It has: ${names}.`, 404, "NOT_FOUND");
    }
    const path = `/api/distribution/channels/${channel.id}/versions`;
    await api.call({ method: "POST", path, body: { version: version.id } });
  }
  return [...wanted];
}
