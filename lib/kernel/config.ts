import path from "node:path";
import {
  environment,
  list,
  type CDN_PROVIDERS,
  type Environment,
  type LOG_LEVELS,
  type SIGNING_ALGORITHMS,
} from "#lib/kernel/environment.ts";
import { parseTrustedProxies, type TrustedProxies } from "#lib/kernel/forwarded.ts";
import { parseMailServer, type MailServer } from "#lib/kernel/mail-server.ts";

/** Everything that the environment decides, read in this one place. Names as in the README. */
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
  githubIssues: GithubIssuesConfig | null;
  /** Sign-in with an OpenID provider; null leaves it out. */
  oidc: OidcConfig | null;
  /** The cache in front of this server that the environment names; null where it names none. */
  cdn: CdnConfig | null;
  /** Sends the mails of channels that name no server of their own; null where there is none. */
  smtp: MailServer | null;
  /** An incoming webhook of Slack's that a channel is kept for; null for none. */
  slackWebhookUrl: string | null;
  /** The language model that may put an assessment into words, by an API as OpenAI's; null leaves it without. */
  llm: LlmConfig | null;
  /** Access logs of caches on this machine that are read regularly, by region. */
  cdnAccessLogs: readonly { region: string; file: string }[];
  audit: AuditConfig;
  /** Where traces are sent; null makes none. */
  tracing: TracingConfig | null;
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

export interface TracingConfig {
  /** Takes OTLP over HTTP. */
  url: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  /** Of the traces that begin here. */
  share: number;
}

export interface GithubConfig {
  clientId: string;
  clientSecret: string;
  /** Without a trailing slash. */
  url: string;
}

/** Where incident reports are opened as issues. */
export interface GithubIssuesConfig {
  owner: string;
  repository: string;
  token: string;
  /** Without a trailing slash. */
  apiUrl: string;
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
  return {
    databaseUrl: read.DATABASE_URL ?? null,
    port: read.PORT,
    host: read.HOST,
    dataDir: read.SLIPWAY_DATA_DIR,
    publicUrl: read.SLIPWAY_PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    nextAuthSecret: read.NEXTAUTH_SECRET ?? null,
    encryptionKey: read.SLIPWAY_ENCRYPTION_KEY ?? null,
    admin: readAdmin(read),
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
    githubIssues: readGithubIssues(read),
    oidc: readOidc(read),
    cdn: readCdn(read),
    smtp: read.SMTP_URL === undefined ? null : parseMailServer(read.SMTP_URL),
    slackWebhookUrl: read.SLACK_WEBHOOK_URL ?? null,
    llm: readLlm(read),
    tracing: readTracing(read),
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

function readAdmin({ SLIPWAY_ADMIN_EMAIL: email, SLIPWAY_ADMIN_PASSWORD: password }: Environment): Config["admin"] {
  if (Boolean(email) !== Boolean(password)) {
    throw new ConfigError("SLIPWAY_ADMIN_EMAIL and SLIPWAY_ADMIN_PASSWORD go together: set both or neither.");
  }
  return email && password ? { email, password } : null;
}

function readS3(read: Environment): S3Settings | null {
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

function readGithub(read: Environment): GithubConfig | null {
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = read;
  if (clientId === undefined && clientSecret === undefined) return null;
  if (clientId === undefined || clientSecret === undefined) {
    throw new ConfigError("GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together: set both or neither.");
  }
  requirePublicUrl(read, "GITHUB_CLIENT_ID");
  return { clientId, clientSecret, url: read.GITHUB_URL.replace(/\/+$/, "") };
}

function readGithubIssues(read: Environment): GithubIssuesConfig | null {
  const { GITHUB_ISSUES_REPOSITORY: place, GITHUB_ISSUES_TOKEN: token } = read;
  if (place === undefined && token === undefined) return null;
  if (place === undefined || token === undefined) {
    throw new ConfigError("GITHUB_ISSUES_REPOSITORY and GITHUB_ISSUES_TOKEN go together: set both or neither.");
  }
  const [owner = "", repository = ""] = place.split("/");
  return { owner, repository, token, apiUrl: apiUrlOf(read) };
}

/** An enterprise's own server has its API below its address. */
function apiUrlOf({ GITHUB_API_URL: apiUrl, GITHUB_URL: url }: Environment): string {
  const plain = url.replace(/\/+$/, "");
  const usual = plain === "https://github.com" ? "https://api.github.com" : `${plain}/api/v3`;
  return (apiUrl ?? usual).replace(/\/+$/, "");
}

/** As OpenTelemetry's specification names and reads them. */
function readTracing(read: Environment): TracingConfig | null {
  const base = read.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, "");
  const url = read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? null : `${base}/v1/traces`);
  if (url === null || read.OTEL_SDK_DISABLED === "true") return null;
  const headers = Object.fromEntries(list(read.OTEL_EXPORTER_OTLP_HEADERS).map(readTracingHeader));
  return { url, headers, serviceName: read.OTEL_SERVICE_NAME, share: read.OTEL_TRACES_SAMPLER_ARG };
}

function readTracingHeader(item: string): [string, string] {
  const equals = item.indexOf("=");
  const value = item.slice(equals + 1).trim();
  try {
    return [item.slice(0, equals).trim(), decodeURIComponent(value)];
  } catch {
    throw new ConfigError("OTEL_EXPORTER_OTLP_HEADERS: a value is not percent-encoded as it must be.");
  }
}

function readOidc(read: Environment): OidcConfig | null {
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
function requirePublicUrl(read: Environment, name: string): void {
  if (read.SLIPWAY_PUBLIC_URL === undefined) {
    throw new ConfigError(`${name} needs SLIPWAY_PUBLIC_URL too: the provider sends people back there.`);
  }
}

function readCdn(read: Environment): CdnConfig | null {
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

function readLlm(read: Environment): LlmConfig | null {
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
function requireCdnSettings(provider: CdnConfig["provider"], read: Environment): void {
  const missing = CDN_NEEDS[provider].filter((name) => read[name] === undefined);
  if (missing.length > 0) throw new ConfigError(`CDN_PROVIDER=${provider} also needs ${missing.join(" and ")}.`);
}

function readAccessLog(item: string): { region: string; file: string } {
  const equals = item.indexOf("=");
  return { region: item.slice(0, equals), file: item.slice(equals + 1) };
}
