import { z } from "zod";
import { parseMailServer } from "#lib/kernel/mail-server.ts";

/** Asymmetric ones alone: with a shared secret, whoever reads it could sign as the provider. */
export const SIGNING_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"] as const;

export const CDN_PROVIDERS = ["builtIn", "varnish", "nginx", "cloudflare", "cloudFront"] as const;

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const GIBIBYTE = 1_073_741_824;

const emptyIsUnset = (value: unknown) => (value === "" ? undefined : value);
const optional = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(emptyIsUnset, schema.optional());

/** Reads a list that is separated by commas. */
export const list = (value: string | undefined) =>
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

/** The variables, one by one: what each may be, what it wants where it may not, and what it is when unset. */
export const environment = z.object({
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
  GITHUB_API_URL: webAddress("https://github.example.com/api/v3"),
  GITHUB_ISSUES_REPOSITORY: optional(
    z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, { error: "wants owner/name, such as acme/incidents" }),
  ),
  GITHUB_ISSUES_TOKEN: optional(z.string().regex(/^\S{1,1000}$/, { error: "wants a token without blanks" })),
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
  SMTP_URL: optional(
    z.string().refine((value) => parseMailServer(value) !== null, {
      error: "wants the address of a mail server, such as smtp://user:password@smtp.example.com:587",
    }),
  ),
  SLACK_WEBHOOK_URL: webAddress("https://hooks.slack.com/services/T000/B000/XXXX"),
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
  OTEL_SDK_DISABLED: optional(z.enum(["true", "false"], { error: "wants true or false" })),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress("http://collector:4318"),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webAddress("http://collector:4318/v1/traces"),
  OTEL_EXPORTER_OTLP_HEADERS: optional(
    z.string().refine((value) => list(value).every((item) => /^[\w.-]+\s*=/.test(item)), {
      error: "wants a comma list such as authorization=Bearer%20abc,x-tenant=acme",
    }),
  ),
  OTEL_SERVICE_NAME: z.preprocess(emptyIsUnset, z.string().max(200).default("slipway")),
  OTEL_TRACES_SAMPLER_ARG: z.preprocess(
    emptyIsUnset,
    z.coerce
      .number({ error: "wants a share between 0 and 1, for example 0.1" })
      .min(0, { error: "wants a share between 0 and 1" })
      .max(1, { error: "wants a share between 0 and 1" })
      .default(1),
  ),
  LOG_LEVEL: z.preprocess(
    emptyIsUnset,
    z.enum(LOG_LEVELS, { error: `wants one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  ),
});

export type Environment = z.output<typeof environment>;

function isCidr(value: string): boolean {
  return z.cidrv4().safeParse(value).success || z.cidrv6().safeParse(value).success;
}
