// Which database does a connection string name, and what of it may be shown?

export const tlsModes = ["verify-full", "require", "disable"] as const;
export type TlsMode = (typeof tlsModes)[number];

export interface Connection {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  tls: TlsMode;
}

const PORT = 5432;
const EXAMPLE = "postgres://reader:password@db.example.com:5432/shop";

/**
 * Reads a connection string, or says what is wrong with it, in words that repeat nothing of it. Drivers read more: files
 * of keys, variables of the environment, other hosts. Whoever writes the string must not reach those of this server.
 */
export function readConnection(text: string): Connection | { fault: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === "") {
    return { fault: `Write an address such as ${EXAMPLE}.` };
  }
  const parts = decodeAll({ user: url.username, password: url.password, database: url.pathname.slice(1) });
  if (parts === null) return { fault: "User, password and database must be encoded as in addresses (%40 for @)." };
  if (parts.user === "" || parts.database === "") return { fault: `Name the user and the database, as in ${EXAMPLE}.` };
  if (/\p{Cc}/u.test(parts.user + parts.password + parts.database)) return { fault: "It holds control characters." };
  const tls = readTls(url.searchParams);
  if (typeof tls === "object") return tls;
  const host = decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, "$1");
  if (!/^[\w.:%-]+$/.test(host)) return { fault: "The host must be a name or an address; sockets are not reached." };
  return { ...parts, host, port: url.port === "" ? PORT : Number(url.port), tls };
}

function decodeAll<Name extends string>(parts: Record<Name, string>): Record<Name, string> | null {
  try {
    const decoded = Object.entries<string>(parts).map(([name, value]) => [name, decodeURIComponent(value)] as const);
    return Object.fromEntries(decoded) as Record<Name, string>;
  } catch {
    return null; // A broken escape.
  }
}

function readTls(params: URLSearchParams): TlsMode | { fault: string } {
  const unknown = [...params.keys()].filter((name) => name !== "sslmode");
  if (unknown.length > 0) return { fault: "Of parameters only sslmode is taken." };
  const mode = params.get("sslmode");
  if (mode === null) return "verify-full";
  const known = tlsModes.find((one) => one === mode);
  return known ?? { fault: `sslmode is one of ${tlsModes.join(", ")}.` };
}

/** What people are shown instead of the connection string. */
export function addressOf({ host, port, database }: Connection): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}/${database}`;
}
