/** A mail server and how it is spoken to. */
export interface MailServer {
  host: string;
  port: number;
  encryption: "tls" | "starttls" | "none";
  username: string | null;
  password: string | null;
}

/**
 * Reads SMTP_URL: `smtp://` with STARTTLS, `smtp://…?encryption=none` without, `smtps://` with TLS from the beginning.
 * Null where it is no such address.
 */
export function parseMailServer(text: string): MailServer | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "" || !/^\/?$/.test(url.pathname)) return null;
  const means = readMeans(url);
  const [username, password] = [decode(url.username), decode(url.password)];
  if (means === null || username === null || password === null) return null;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? means.port : Number(url.port),
    encryption: means.encryption,
    username: username || null,
    password: password || null,
  };
}

function readMeans({ protocol, search }: URL): Pick<MailServer, "port" | "encryption"> | null {
  if (protocol === "smtps:" && search === "") return { port: 465, encryption: "tls" };
  if (protocol !== "smtp:") return null;
  if (search === "") return { port: 587, encryption: "starttls" };
  return search === "?encryption=none" ? { port: 587, encryption: "none" } : null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
