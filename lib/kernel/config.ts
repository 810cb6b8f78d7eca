import path from "node:path";
import { z } from "zod";
import { parseTrustedProxies, type TrustedProxies } from "#lib/kernel/forwarded.ts";

/** Everything that the environment decides, read and validated in this one place. Names as in the README. */
export interface Config {
  /** Null means the embedded database under `dataDir`. */
  databaseUrl: string | null;
  port: number;
  host: string;
  dataDir: string;
  /** Where people and devices reach us, without a trailing slash; null when only the request tells. */
  publicUrl: string | null;
  nextAuthSecret: string | null;
  encryptionKey: string | null;
  admin: { email: string; password: string } | null;
  bootstrapToken: string | null;
  dockerWebhookSecrets: readonly string[];
  githubWebhookSecrets: readonly string[];
  /** Registry hosts spoken to over plain HTTP, in lower case as image names have them. */
  insecureRegistries: ReadonlySet<string>;
  registryPollSeconds: number;
  tickSeconds: number;
  pollSeconds: number;
  rateLimits: boolean;
  /** Whose X-Forwarded headers count. */
  trustedProxies: TrustedProxies;
  /** CIDR ranges that health checks and stages of deployments may reach although they are private. */
  outboundAllow: readonly string[];
  /** Where uploaded files lie. */
  uploadDir: string;
  fileSizeBytesMax: number;
  /** A bucket that keeps them instead; null keeps them in `uploadDir`. */
  s3: S3Settings | null;
  deltas: DeltaConfig;
  /** A user and password for hawkBit's management API; null leaves API tokens as the only way in. */
  hawkbitBasic: { user: string; password: string } | null;
  /** Sign-in with GitHub, or with a GitHub Enterprise server; null leaves it out. */
  github: GithubConfig | null;
  /** Sign-in with an OpenID provider; null leaves it out. */
  oidc: OidcConfig | null;
  /** The cache in front of this server that the environment names; null where it names none. */
  cdn: CdnConfig | null;
  /** The language model that may put an assessment into words, by an API as OpenAI's; null leaves it without. */
  llm: LlmConfig | null;
  /** Access logs of caches on this machine that are read regularly, by region. */
  cdnAccessLogs: readonly { region: string; file: string }[];
  audit: AuditConfig;
  logLevel: (typeof LOG_LEVELS)[number];
}

/** How the event log is signed and kept. */
export interface AuditConfig {
  /** The private key that signs checkpoints; null makes one from the encryption key. */
  key: string | null;
  /** Public keys with which checkpoints were signed earlier. */
  trustedKeys: readonly string[];
  checkpointSeconds: number;
  /** Events older than this leave the log; null keeps all. */
  retentionDays: number | null;
}

export interface GithubConfig {
  clientId: string;
  clientSecret: string;
  /** Without a trailing slash. */
  url: string;
}

export interface OidcConfig {
  /** Exactly as the provider names itself in its tokens. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button on the sign-in page calls it. */
  name: string;
  scope: string;
  /** The claim that lists a person's groups. */
  groupsClaim: string;
  /** What the provider signs its ID tokens with. */
  signingAlgorithm: (typeof SIGNING_ALGORITHMS)[number];
}

/** Asymmetric ones alone: with a shared secret, whoever reads it could sign as the provider. */
const SIGNING_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"] as const;

export interface LlmConfig {
  /** Ends before /chat/completions, without a trailing slash. */
  baseUrl: string;
  apiKey: string | null;
  model: string;
}

export interface CdnConfig {
  provider: (typeof CDN_PROVIDERS)[number];
  /** Where clients fetch files from, without a trailing slash; null only for `builtIn`. */
  baseUrl: string | null;
  purgeUrl: string | null;
  secrets: { apiKey?: string; zoneId?: string; distributionId?: string };
}

const CDN_PROVIDERS = ["builtIn", "varnish", "nginx", "cloudflare", "cloudFront"] as const;
/** How deltas between versions are made. */
export interface DeltaConfig {
  /** A delta that saves less than this share of the whole file is dropped. */
  savesMin: number;
  /** Of one run of one tool. */
  secondsMax: number;
  memoryBytesMax: number;
  /** How many of the versions before get one; 0 for none. */
  versions: number;
}

/** A bucket of an S3-compatible service. */
export interface S3Settings {
  bucket: string;
  /** Null for Amazon's own. */
  endpoint: string | null;
  region: string;
  /** Null leaves them to the machine's own role. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
  /** Begins every key; empty, or with a slash at its end. */
  prefix: string;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const GIBIBYTE = 1_073_741_824;

const emptyIsUnset = (value: unknown) => (value === "" ? undefined : value);
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(emptyIsUnset, schema.optional());
const list = (value: string | undefined) =>
  (value ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

const seconds = (fallback: number) =>
  z.preprocess(
    emptyIsUnset,
    z.coerce
      .number({ error: `wants a number of seconds, for example ${fallback}` })
      .positive({ error: "wants a number of seconds above 0" })
      .max(86_400, { error: "wants at most 86400 seconds" })
      .default(fallback),
  );

const secret = (wanted: string) => optional(z.string().min(32, { error: `wants at least 32 characters, ${wanted}` }));

const ranges = z.string().refine((value) => list(value).every(isCidr), {
  error: "wants a comma list of ranges such as 10.0.0.0/8,192.168.1.0/24",
});

const webAddress = (example: string) =>
  optional(z.url({ protocol: /^https?$/, error: `wants an address such as ${example}` }));

const environment = z.object({
  DATABASE_URL: optional(
    z.string().regex(/^postgres(ql)?:\/\//, { error: "wants postgres://user:password@host:5432/database" }),
  ),
  PORT: z.preprocess(
    emptyIsUnset,
    z.coerce.number({ error: "wants a port number, for example 3000" }).int().min(0).max(65_535).default(3000),
  ),
  HOST: z.preprocess(emptyIsUnset, z.string().default("0.0.0.0")),
  SLIPWAY_DATA_DIR: z.preprocess(emptyIsUnset, z.string().default("./.slipway")),
  SLIPWAY_PUBLIC_URL: optional(
    z.url({ protocol: /^https?$/, error: "wants an address such as https://slipway.example.com" }),
  ),
  NEXTAUTH_SECRET: secret("for example the output of: openssl rand -base64 32"),
  SLIPWAY_ENCRYPTION_KEY: secret("for example the output of: openssl rand -base64 32"),
  SLIPWAY_ADMIN_EMAIL: optional(z.email({ error: "wants an e-mail address" })),
  SLIPWAY_ADMIN_PASSWORD: optional(z.string().min(12, { error: "wants at least 12 characters" })),
  SLIPWAY_BOOTSTRAP_TOKEN: optional(
    z.string().regex(/^\S{16,512}$/, { error: "wants 16 to 512 characters without spaces" }),
  ),
  DOCKER_WEBHOOK_SECRET: optional(z.string()),
  GITHUB_WEBHOOK_SECRET: optional(z.string()),
  SLIPWAY_REGISTRY_INSECURE: optional(z.string()),
  SLIPWAY_REGISTRY_POLL_SECONDS: seconds(300),
  SLIPWAY_TICK_SECONDS: seconds(30),
  SLIPWAY_POLL_SECONDS: seconds(60),
  SLIPWAY_RATE_LIMITS: z.preprocess(emptyIsUnset, z.enum(["on", "off"], { error: "wants on or off" }).default("on")),
  SLIPWAY_TRUSTED_PROXIES: z.preprocess(emptyIsUnset, ranges.default("127.0.0.0/8,::1/128")),
  SLIPWAY_OUTBOUND_ALLOW: optional(ranges),
  UPLOAD_DIR: optional(z.string()),
  MAX_FILE_SIZE: z.preprocess(
    emptyIsUnset,
    z.coerce
      .number({ error: "wants a number of bytes, for example 1073741824" })
      .int({ error: "wants a whole number of bytes" })
      .positive({ error: "wants a number of bytes above 0" })
      .max(1024 * GIBIBYTE, { error: "wants at most 1 TiB, in bytes" })
      .default(GIBIBYTE),
  ),
  SLIPWAY_DELTA_SAVES: z.preprocess(
    emptyIsUnset,
    z.coerce
      .number({ error: "wants a share between 0 and 1, for example 0.1" })
      .min(0, { error: "wants a share between 0 and 1" })
      .max(1, { error: "wants a share between 0 and 1" })
      .default(0.1),
  ),
  SLIPWAY_DELTA_SECONDS: seconds(900),
  SLIPWAY_DELTA_MEMORY: z.preprocess(
    emptyIsUnset,
    z.coerce
      .number({ error: "wants a number of bytes, for example 2147483648" })
      .int({ error: "wants a whole number of bytes" })
      .min(67_108_864, { error: "wants at least 67108864 bytes" })
      .default(2 * GIBIBYTE),
  ),
  SLIPWAY_DELTA_VERSIONS: z.preprocess(
    emptyIsUnset,
    z.coerce
      .number({ error: "wants a number of versions, for example 3" })
      .int({ error: "wants a whole number of versions" })
      .min(0, { error: "wants 0 or more versions" })
      .max(50, { error: "wants at most 50 versions" })
      .default(3),
  ),
  S3_BUCKET: optional(
    z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "wants the name of a bucket, such as releases" }),
  ),
  S3_ENDPOINT: optional(z.url({ protocol: /^https?$/, error: "wants an address such as https://s3.example.com" })),
  S3_REGION: z.preprocess(emptyIsUnset, z.string().default("us-east-1")),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
  S3_PREFIX: optional(
    z.string().regex(/^[\w.-]+(?:\/[\w.-]+)*\/?$/, { error: "wants a path without a leading slash, such as slipway" }),
  ),
  SLIPWAY_HAWKBIT_BASIC: optional(
    z.string().regex(/^[^:\\]+:.+$/s, { error: "wants user:password, without a backslash in the user" }),
  ),
  CDN_PROVIDER: optional(
    z
      .string()
      .transform((text) => CDN_PROVIDERS.find((kind) => kind.toLowerCase() === text.toLowerCase().replace(/[-_]/g, "")))
      .refine((kind) => kind !== undefined, { error: `wants one of ${CDN_PROVIDERS.join(", ")}` }),
  ),
  CDN_BASE_URL: webAddress("https://cdn.example.com"),
  CDN_API_KEY: optional(z.string()),
  CDN_PURGE_URL: webAddress("http://varnish.internal:6081"),
  CDN_ZONE_ID: optional(z.string()),
  CDN_DISTRIBUTION_ID: optional(z.string()),
  CDN_ACCESS_LOGS: optional(
    z.string().refine((value) => list(value).every((item) => /^[a-z0-9-]+=.+$/.test(item)), {
      error: "wants a comma list such as eu=/var/log/nginx/cdn.log,us=/var/log/varnish/varnishncsa.log",
    }),
  ),
  GITHUB_CLIENT_ID: optional(z.string()),
  GITHUB_CLIENT_SECRET: optional(z.string()),
  GITHUB_URL: z.preprocess(
    emptyIsUnset,
    z
      .url({ protocol: /^https?$/, error: "wants an address such as https://github.example.com" })
      .default("https://github.com"),
  ),
  OIDC_ISSUER: webAddress("https://login.example.com"),
  OIDC_CLIENT_ID: optional(z.string()),
  OIDC_CLIENT_SECRET: optional(z.string()),
  OIDC_NAME: z.preprocess(emptyIsUnset, z.string().max(60).default("single sign-on")),
  OIDC_SCOPE: z.preprocess(
    emptyIsUnset,
    z
      .string()
      .regex(/^openid( \S+)*$/, { error: "wants scopes separated by blanks, openid first" })
      .default("openid email profile"),
  ),
  OIDC_GROUPS_CLAIM: z.preprocess(emptyIsUnset, z.string().max(200).default("groups")),
  OIDC_SIGNING_ALGORITHM: z.preprocess(
    emptyIsUnset,
    z.enum(SIGNING_ALGORITHMS, { error: `wants one of ${SIGNING_ALGORITHMS.join(", ")}` }).default("RS256"),
  ),
  LLM_BASE_URL: webAddress("https://api.openai.com/v1"),
  LLM_API_KEY: optional(z.string().max(4_000)),
  LLM_MODEL: optional(z.string().max(200)),
  SLIPWAY_AUDIT_KEY: optional(z.string().max(2_000)),
  SLIPWAY_AUDIT_TRUSTED_KEYS: optional(
    z.string().refine((value) => list(value).every((item) => /^[A-Za-z0-9+/_-]{43}=?$/.test(item)), {
      error: "wants a comma list of public keys, each of 32 bytes in base64",
    }),
  ),
  SLIPWAY_AUDIT_CHECKPOINT_SECONDS: seconds(3_600),
  SLIPWAY_EVENT_RETENTION_DAYS: optional(
    z.coerce
      .number({ error: "wants a number of days, for example 730" })
      .int({ error: "wants a whole number of days" })
      .min(30, { error: "wants at least 30 days" })
      .max(36_500, { error: "wants at most 36500 days" }),
  ),
  LOG_LEVEL: z.preprocess(
    emptyIsUnset,
    z.enum(LOG_LEVELS, { error: `wants one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  ),
});

function isCidr(value: string): boolean {
  return z.cidrv4().safeParse(value).success || z.cidrv6().safeParse(value).success;
}

/** A configuration that cannot work. The message names each variable and says what it wants. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Reads and validates the environment. Throws ConfigError naming every bad variable and what would be right. */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const result = environment.safeParse(env);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`The environment cannot be used:\n${faults.join("\n")}`);
  }
  const read = result.data;
  if (Boolean(read.SLIPWAY_ADMIN_EMAIL) !== Boolean(read.SLIPWAY_ADMIN_PASSWORD)) {
    throw new ConfigError("SLIPWAY_ADMIN_EMAIL and SLIPWAY_ADMIN_PASSWORD go together: set both or neither.");
  }
  return {
    databaseUrl: read.DATABASE_URL ?? null,
    port: read.PORT,
    host: read.HOST,
    dataDir: read.SLIPWAY_DATA_DIR,
    publicUrl: read.SLIPWAY_PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    nextAuthSecret: read.NEXTAUTH_SECRET ?? null,
    encryptionKey: read.SLIPWAY_ENCRYPTION_KEY ?? null,
    admin:
      read.SLIPWAY_ADMIN_EMAIL && read.SLIPWAY_ADMIN_PASSWORD
        ? { email: read.SLIPWAY_ADMIN_EMAIL, password: read.SLIPWAY_ADMIN_PASSWORD }
        : null,
    bootstrapToken: read.SLIPWAY_BOOTSTRAP_TOKEN ?? null,
    dockerWebhookSecrets: list(read.DOCKER_WEBHOOK_SECRET),
    githubWebhookSecrets: list(read.GITHUB_WEBHOOK_SECRET),
    insecureRegistries: new Set(list(read.SLIPWAY_REGISTRY_INSECURE?.toLowerCase())),
    registryPollSeconds: read.SLIPWAY_REGISTRY_POLL_SECONDS,
    tickSeconds: read.SLIPWAY_TICK_SECONDS,
    pollSeconds: read.SLIPWAY_POLL_SECONDS,
    rateLimits: read.SLIPWAY_RATE_LIMITS === "on",
    trustedProxies: parseTrustedProxies(list(read.SLIPWAY_TRUSTED_PROXIES)),
    outboundAllow: list(read.SLIPWAY_OUTBOUND_ALLOW),
    uploadDir: read.UPLOAD_DIR ?? path.join(read.SLIPWAY_DATA_DIR, "files"),
    fileSizeBytesMax: read.MAX_FILE_SIZE,
    deltas: {
      savesMin: read.SLIPWAY_DELTA_SAVES,
      secondsMax: read.SLIPWAY_DELTA_SECONDS,
      memoryBytesMax: read.SLIPWAY_DELTA_MEMORY,
      versions: read.SLIPWAY_DELTA_VERSIONS,
    },
    s3: readS3(read),
    hawkbitBasic: readBasic(read.SLIPWAY_HAWKBIT_BASIC),
    github: readGithub(read),
    oidc: readOidc(read),
    cdn: readCdn(read),
    llm: readLlm(read),
    cdnAccessLogs: list(read.CDN_ACCESS_LOGS).map(readAccessLog),
    audit: {
      key: read.SLIPWAY_AUDIT_KEY ?? null,
      trustedKeys: list(read.SLIPWAY_AUDIT_TRUSTED_KEYS),
      checkpointSeconds: read.SLIPWAY_AUDIT_CHECKPOINT_SECONDS,
      retentionDays: read.SLIPWAY_EVENT_RETENTION_DAYS ?? null,
    },
    logLevel: read.LOG_LEVEL,
  };
}

function readS3(read: z.output<typeof environment>): S3Settings | null {
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region, S3_PREFIX: prefix } = read;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = read;
  if (Boolean(accessKeyId) !== Boolean(secretAccessKey)) {
    throw new ConfigError("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together: set both or neither.");
  }
  if (bucket === undefined) {
    if (endpoint !== undefined) throw new ConfigError("S3_ENDPOINT is set, but no S3_BUCKET: name the bucket too.");
    return null;
  }
  return {
    bucket,
    endpoint: endpoint ?? null,
    region,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
    prefix: prefix ? `${prefix.replace(/\/$/, "")}/` : "",
  };
}

/** Splits at the first colon: a password may have more of them. */
function readBasic(text: string | undefined): Config["hawkbitBasic"] {
  if (text === undefined) return null;
  const colon = text.indexOf(":");
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function readGithub(read: z.output<typeof environment>): GithubConfig | null {
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = read;
  if (clientId === undefined && clientSecret === undefined) return null;
  if (clientId === undefined || clientSecret === undefined) {
    throw new ConfigError("GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together: set both or neither.");
  }
  requirePublicUrl(read, "GITHUB_CLIENT_ID");
  return { clientId, clientSecret, url: read.GITHUB_URL.replace(/\/+$/, "") };
}

function readOidc(read: z.output<typeof environment>): OidcConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = read;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return null;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw new ConfigError("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three or none.");
  }
  requirePublicUrl(read, "OIDC_ISSUER");
  return {
    issuer,
    clientId,
    clientSecret,
    name: read.OIDC_NAME,
    scope: read.OIDC_SCOPE,
    groupsClaim: read.OIDC_GROUPS_CLAIM,
    signingAlgorithm: read.OIDC_SIGNING_ALGORITHM,
  };
}

/** The provider sends people back to an address that it knows beforehand, never to one that a request names. */
function requirePublicUrl(read: z.output<typeof environment>, name: string): void {
  if (read.SLIPWAY_PUBLIC_URL === undefined) {
    throw new ConfigError(`${name} needs SLIPWAY_PUBLIC_URL too: the provider sends people back there.`);
  }
}

function readCdn(read: z.output<typeof environment>): CdnConfig | null {
  const { CDN_PROVIDER: provider = "builtIn", CDN_BASE_URL, CDN_PURGE_URL } = read;
  if (read.CDN_PROVIDER === undefined && CDN_BASE_URL === undefined) return null;
  requireCdnSettings(provider, read);
  const secrets = { apiKey: read.CDN_API_KEY, zoneId: read.CDN_ZONE_ID, distributionId: read.CDN_DISTRIBUTION_ID };
  return {
    provider,
    baseUrl: CDN_BASE_URL?.replace(/\/+$/, "") ?? null,
    purgeUrl: CDN_PURGE_URL?.replace(/\/+$/, "") ?? null,
    secrets: Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined)),
  };
}

function readLlm(read: z.output<typeof environment>): LlmConfig | null {
  const { LLM_BASE_URL: baseUrl, LLM_API_KEY: apiKey, LLM_MODEL: model } = read;
  if (baseUrl === undefined && apiKey === undefined && model === undefined) return null;
  if (baseUrl === undefined || model === undefined) {
    throw new ConfigError("A language model needs LLM_BASE_URL and LLM_MODEL: set both, or none of LLM_*.");
  }
  return { baseUrl: baseUrl.replace(/\/+$/, ""), apiKey: apiKey ?? null, model };
}

const CDN_NEEDS = {
  builtIn: [],
  varnish: ["CDN_BASE_URL"],
  nginx: ["CDN_BASE_URL"],
  cloudflare: ["CDN_BASE_URL", "CDN_API_KEY", "CDN_ZONE_ID"],
  cloudFront: ["CDN_BASE_URL", "CDN_DISTRIBUTION_ID"],
} as const satisfies Record<CdnConfig["provider"], readonly string[]>;

/** A provider without what it cannot do without would fail at the first purge, when nobody looks. */
function requireCdnSettings(provider: CdnConfig["provider"], read: z.output<typeof environment>): void {
  const missing = CDN_NEEDS[provider].filter((name) => read[name] === undefined);
  if (missing.length > 0) throw new ConfigError(`CDN_PROVIDER=${provider} also needs ${missing.join(" and ")}.`);
}

function readAccessLog(item: string): { region: string; file: string } {
  const equals = item.indexOf("=");
  return { region: item.slice(0, equals), file: item.slice(equals + 1) };
}
