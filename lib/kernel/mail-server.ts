/** A mail server and how it is spoken to. */
export interface MailServer {
  host: string;
  port: number;
  encryption: "tls" | "starttls" | "none";
  username: string | null;
  password: string | null;
}

const PORTS = { "smtp:": 587, "smtps:": 465 } as const;

/**
 * Reads SMTP_URL: `smtp://` with STARTTLS, `smtp://…?encryption=none` without, `smtps://` with TLS from the beginning.
 * Null where it is no such address.
 */
export function parseMailServer(text: string): MailServer | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "smtp:" && url.protocol !== "smtps:") || url.hostname === "") return null;
  const { searchParams, username, password } = url;
  const isPlain = searchParams.get("encryption") === "none";
  if ([...searchParams.keys()].some((name) => name !== "encryption") || (searchParams.size > 0 && !isPlain))
    return null;
  if (!/^\/?$/.test(url.pathname) || (isPlain && url.protocol === "smtps:")) return null;
  const login = [username, password].map(decode);
  if (login.includes(null)) return null;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? PORTS[url.protocol] : Number(url.port),
    encryption: url.protocol === "smtps:" ? "tls" : isPlain ? "none" : "starttls",
    username: login[0] || null,
    password: login[1] || null,
  };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
