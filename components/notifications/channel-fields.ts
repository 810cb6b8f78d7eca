// What the form of a channel holds, and what it says to the server.
import { SLACK_API_URL, type ChannelKind } from "#lib/notifications/rules/channel.ts";
import type { ChannelView } from "#lib/notifications/view.ts";

export type ChannelFields = {
  name: string;
  kind: ChannelKind;
  url: string;
  mode: "bot" | "incoming";
  channel: string;
  apiUrl: string;
  token: string;
  incomingUrl: string;
  host: string;
  port: string;
  encryption: string;
  username: string;
  password: string;
  from: string;
  to: readonly string[];
};

const BLANK: ChannelFields = {
  name: "",
  kind: "slack",
  url: "",
  mode: "bot",
  channel: "",
  apiUrl: SLACK_API_URL,
  token: "",
  incomingUrl: "",
  host: "",
  port: "587",
  encryption: "starttls",
  username: "",
  password: "",
  from: "",
  to: [],
};

/** Takes a channel into the form; secrets are not known here and begin empty. */
export function fieldsOf(channel: ChannelView | undefined): ChannelFields {
  if (!channel) return BLANK;
  const { name, kind, settings } = channel;
  const known = Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
    if (!(key in BLANK) || value === null) return [];
    return [[key, typeof value === "number" ? String(value) : value]];
  });
  // The settings of a channel bear the names of its fields.
  return { ...BLANK, ...(Object.fromEntries(known) as Partial<ChannelFields>), name, kind };
}

/** What is sent. A secret that was left empty stays as it is kept. */
export function bodyOf(fields: ChannelFields): { name: string; settings: object; secrets?: object } {
  const name = fields.name.trim();
  switch (fields.kind) {
    case "webhook":
      return { name, settings: { url: fields.url.trim() } };
    case "slack":
      return {
        name,
        settings: {
          mode: fields.mode,
          channel: fields.mode === "bot" ? orNull(fields.channel) : null,
          apiUrl: fields.apiUrl.trim() || SLACK_API_URL,
        },
        secrets: fields.mode === "bot" ? given("token", fields.token) : given("incomingUrl", fields.incomingUrl),
      };
    case "email":
      return {
        name,
        settings: {
          host: orNull(fields.host),
          port: Number(fields.port),
          encryption: fields.encryption,
          username: orNull(fields.username),
          from: fields.from.trim(),
          to: fields.to,
        },
        secrets: given("password", fields.password),
      };
  }
}

function given(name: string, value: string): Record<string, string> {
  return value.trim() === "" ? {} : { [name]: value.trim() };
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
