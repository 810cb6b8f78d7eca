// Where can messages go, and what must be known of each place?

export const CHANNEL_KINDS = ["slack", "email", "webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export interface SlackSettings {
  /** bot: chat.postMessage, with threads; incoming: an incoming webhook, without. */
  mode: "bot" | "incoming";
  /** Of a bot: the channel's id or name. */
  channel: string | null;
  /** Of a bot: another place of Slack's, such as GovSlack. */
  apiUrl: string;
}

export const MAIL_ENCRYPTIONS = ["tls", "starttls", "none"] as const;
export interface EmailSettings {
  /** Null for the server that SMTP_URL names, with its port, encryption and login. */
  host: string | null;
  port: number;
  encryption: (typeof MAIL_ENCRYPTIONS)[number];
  username: string | null;
  from: string;
  to: string[];
}

export interface WebhookSettings {
  url: string;
}

export interface SlackSecrets {
  /** Of a bot: xoxb-… */
  token?: string;
  /** Of an incoming webhook: the address itself is the secret. */
  incomingUrl?: string;
}

export interface EmailSecrets {
  password?: string;
}

export interface SigningSecret {
  /** whsec_ and base64 */
  secret: string;
  /** RFC 3339; null for the one that holds until it is replaced. */
  validUntil: string | null;
}

export interface WebhookSecrets {
  /** The newest first. Messages are signed with each that is valid. */
  signing: SigningSecret[];
}

export type ChannelSetup =
  | { kind: "slack"; settings: SlackSettings; secrets: SlackSecrets }
  | { kind: "email"; settings: EmailSettings; secrets: EmailSecrets }
  | { kind: "webhook"; settings: WebhookSettings; secrets: WebhookSecrets };

type Fault = { path: string; message: string };

export const SLACK_API_URL = "https://slack.com/api";

/**
 * What is still missing before anything could be sent, as faults of the input. `hasMailServer`: whether there is one for
 * channels that name none.
 */
export function missingIn(setup: ChannelSetup, { hasMailServer }: { hasMailServer: boolean }): Fault[] {
  switch (setup.kind) {
    case "slack":
      return missingInSlack(setup.settings, setup.secrets);
    case "email":
      return missingInEmail(setup.settings, setup.secrets, hasMailServer);
    case "webhook":
      return [];
  }
}

function missingInEmail({ host, username }: EmailSettings, secrets: EmailSecrets, hasMailServer: boolean): Fault[] {
  if (host === null && !hasMailServer) {
    return [{ path: "settings.host", message: "Name the mail server: SMTP_URL, which would be used, is not set." }];
  }
  if (host === null && username !== null) {
    return [{ path: "settings.username", message: "The server of SMTP_URL has its login there: leave the user out." }];
  }
  return username !== null && secrets.password === undefined
    ? [{ path: "secrets.password", message: "Give the password of this user, or leave the user out." }]
    : [];
}

function missingInSlack(settings: SlackSettings, secrets: SlackSecrets): Fault[] {
  if (settings.mode === "incoming") {
    return secrets.incomingUrl === undefined
      ? [{ path: "secrets.incomingUrl", message: "Give the address of the incoming webhook." }]
      : [];
  }
  return [
    ...(secrets.token === undefined ? [{ path: "secrets.token", message: "Give the token of the bot: xoxb-…" }] : []),
    ...(settings.channel === null ? [{ path: "settings.channel", message: "Name the channel to write to." }] : []),
  ];
}

/** The secrets with which a message is signed now. */
export function validSecrets({ signing }: WebhookSecrets, now: Date): string[] {
  return signing.filter(({ validUntil }) => validUntil === null || new Date(validUntil) > now).map((one) => one.secret);
}

/** Puts a new secret first; the others hold for a while yet, so that the receiver can change over in peace. */
export function rotated({ signing }: WebhookSecrets, secret: string, now: Date, graceSeconds: number): WebhookSecrets {
  const lastMoment = new Date(now.getTime() + graceSeconds * 1000);
  const older = signing
    .map((one) => ({ ...one, validUntil: earlier(one.validUntil, lastMoment) }))
    .filter(({ validUntil }) => new Date(validUntil) > now);
  return { signing: [{ secret, validUntil: null }, ...older.slice(0, SIGNING_SECRETS_MAX - 1)] };
}

/** Each of them makes every message longer. */
const SIGNING_SECRETS_MAX = 4;

function earlier(validUntil: string | null, lastMoment: Date): string {
  return validUntil !== null && new Date(validUntil) < lastMoment ? validUntil : lastMoment.toISOString();
}

/** Channels whose messages must come one after the other, because later ones hang on the first of their thread. */
export function isSerial(kind: ChannelKind): boolean {
  return kind !== "webhook";
}
