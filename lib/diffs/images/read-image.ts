import { z } from "zod";
import type { ImageConfig, ImageFacts, ImageLayer } from "#lib/diffs/rules/image-diff.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import { askRegistry } from "#lib/registries/ask.ts";
import { tellFailure } from "#lib/registries/rules/failure-sentence.ts";
import { errorCodes, IMAGE_TYPES, judgeFailure } from "#lib/registries/rules/registry-answer.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

/** Where an image is, as a build record names it. */
export interface ImagePlace {
  access: RegistryAccess;
  repository: string;
  /** A digest, or a tag where none is known. */
  reference: string;
}

/** An image cannot be read; the message says why, for people. */
export class ImageFault extends Error {
  override name = "ImageFault";
}

const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;
const CONFIG_BYTES_MAX = 8 * 1024 * 1024;
const LAYER_MILLIS_MAX = 60_000;
const LAYERS_MAX = 500;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const index = z.object({
  manifests: z.array(
    z.object({
      digest,
      platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
    }),
  ),
});
const manifest = z.object({
  config: z.object({ digest }),
  layers: z.array(z.object({ digest, size: z.number().int().nonnegative() })).max(LAYERS_MAX),
});
const orEmpty = <Value extends z.ZodType>(value: Value, empty: z.output<Value>) =>
  value.nullish().transform((given) => given ?? empty);
const texts = orEmpty(z.array(z.string()), []);
const named = orEmpty(z.record(z.string(), z.unknown()), {});
const text = orEmpty(z.string(), "");
const config = z.object({
  os: z.string().default(""),
  architecture: z.string().default(""),
  variant: z.string().optional(),
  config: z
    .object({
      Env: texts,
      Cmd: texts,
      Entrypoint: texts,
      Labels: orEmpty(z.record(z.string(), z.string()), {}),
      ExposedPorts: named,
      Volumes: named,
      User: text,
      WorkingDir: text,
    })
    .nullish(),
  history: z.array(z.object({ created_by: z.string().nullish(), empty_layer: z.boolean().nullish() })).nullish(),
});

export interface Manifests {
  /** By platform; an image for one platform has one, called "". */
  digests: ReadonlyMap<string, string>;
}

/** Names the platforms of an image. Throws ImageFault. */
export async function readPlatforms(ctx: Context, place: ImagePlace): Promise<Manifests> {
  const body = await readManifest(ctx, place, place.reference);
  const list = index.safeParse(parse(body));
  if (!list.success) return { digests: new Map([["", `sha256:${sha256(body).toString("hex")}`]]) };
  const pairs = list.data.manifests.flatMap(({ digest: name, platform }): [string, string][] => {
    // Attestations stand among the images, for a platform that is none.
    if (!platform || platform.os === "unknown") return [];
    return [[[platform.os, platform.architecture, platform.variant].filter(Boolean).join("/"), name]];
  });
  if (pairs.length === 0) throw new ImageFault("The registry names no image for any platform.");
  return { digests: new Map(pairs) };
}

/** Reads layers and configuration of one image. Throws ImageFault. */
export async function readImage(ctx: Context, place: ImagePlace, name: string): Promise<ImageFacts> {
  const read = manifest.safeParse(parse(await readManifest(ctx, place, name)));
  if (!read.success) throw new ImageFault("The registry's manifest is not one of an image.");
  const body = await readBlob(ctx, place, read.data.config.digest, { bytesMax: CONFIG_BYTES_MAX });
  const parsed = config.safeParse(parse(body));
  if (!parsed.success) throw new ImageFault("The configuration of the image cannot be read.");
  return { digest: name, layers: toLayers(read.data.layers, parsed.data), config: toConfig(parsed.data) };
}

/** Fetches a layer, checked by its digest. Throws ImageFault. */
export function readLayer(ctx: Context, place: ImagePlace, layer: ImageLayer): Promise<Buffer> {
  return readBlob(ctx, place, layer.digest, { bytesMax: layer.size, timeoutMillis: LAYER_MILLIS_MAX });
}

async function readManifest(ctx: Context, { access, repository }: ImagePlace, reference: string): Promise<Buffer> {
  const path = `/v2/${repository}/manifests/${reference}`;
  const headers = { accept: IMAGE_TYPES.join(", ") };
  const body = await ask(ctx, access, { path, repository, headers, responseBytesMax: MANIFEST_BYTES_MAX });
  if (reference.startsWith("sha256:")) requireDigest(body, reference);
  return body;
}

async function readBlob(
  ctx: Context,
  { access, repository }: ImagePlace,
  name: string,
  { bytesMax, timeoutMillis }: { bytesMax: number; timeoutMillis?: number },
): Promise<Buffer> {
  const path = `/v2/${repository}/blobs/${name}`;
  const limits = { responseBytesMax: bytesMax, ...(timeoutMillis !== undefined && { timeoutMillis }) };
  const body = await ask(ctx, access, { path, repository, ...limits });
  requireDigest(body, name);
  return body;
}

type Question = Omit<Parameters<typeof askRegistry>[2], "method">;

async function ask(ctx: Context, access: RegistryAccess, question: Question): Promise<Buffer> {
  const answer = await askRegistry(ctx, access, { method: "GET", ...question });
  if (answer.kind === "answer" && answer.status === 200) return answer.body;
  const failure =
    answer.kind === "answer" ? judgeFailure(answer.status, errorCodes(answer.body.toString("utf8")), null) : answer;
  throw new ImageFault(tellFailure(failure, { host: access.host, tag: question.path.split("/").at(-1) ?? "" }));
}

function requireDigest(body: Buffer, name: string): void {
  const found = `sha256:${sha256(body).toString("hex")}`;
  if (found !== name) throw new ImageFault(`The registry sent ${found} where ${name} was asked for.`);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null; // What answers there is no registry; the schema refuses it.
  }
}

/** The history names commands also for what made no layer. */
function toLayers(
  layers: readonly { digest: string; size: number }[],
  { history }: z.output<typeof config>,
): ImageLayer[] {
  const commands = (history ?? []).filter((step) => step.empty_layer !== true);
  return layers.map(({ digest: name, size }, at) => ({
    digest: name,
    size,
    createdBy: commands.length === layers.length ? (commands[at]?.created_by ?? null) : null,
  }));
}

function toConfig({ os, architecture, variant, config: facts }: z.output<typeof config>): ImageConfig {
  const platform = [os, architecture, variant].filter(Boolean).join("/");
  if (!facts) return { ...NOTHING_SET, platform };
  return {
    env: Object.fromEntries(facts.Env.map(splitVariable)),
    labels: facts.Labels,
    command: facts.Cmd,
    entrypoint: facts.Entrypoint,
    ports: Object.keys(facts.ExposedPorts).sort(),
    volumes: Object.keys(facts.Volumes).sort(),
    user: facts.User,
    workingDirectory: facts.WorkingDir,
    platform,
  };
}

const NOTHING_SET: Omit<ImageConfig, "platform"> = {
  ...{ env: {}, labels: {}, command: [], entrypoint: [], ports: [], volumes: [] },
  ...{ user: "", workingDirectory: "" },
};

function splitVariable(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
