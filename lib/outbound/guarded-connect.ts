import { connect } from "node:net";
import type { Config } from "#lib/kernel/config.ts";
import { checkLiteral, guardedLookup, RefusedAddress, type Guard } from "#lib/outbound/guard.ts";
import type { Reach } from "#lib/outbound/rules/address.ts";

const TIMEOUT_MILLIS = 10_000;

export interface TcpProbe {
  host: string;
  port: number;
  reach?: Reach;
  timeoutMillis?: number;
}

export type TcpOutcome =
  { kind: "connected"; millis: number } | { kind: "refused"; reason: string } | { kind: "unreachable"; reason: string };

/** Opens a TCP connection to see whether somebody listens, and closes it at once. Sends nothing. */
export async function guardedConnect(config: Pick<Config, "outboundAllow">, probe: TcpProbe): Promise<TcpOutcome> {
  const guard: Guard = { reach: probe.reach ?? "public", allow: config.outboundAllow };
  const timeoutMillis = probe.timeoutMillis ?? TIMEOUT_MILLIS;
  const started = performance.now();
  try {
    const host = plainHost(probe.host);
    checkLiteral(host, guard);
    await open(host, probe.port, guard, timeoutMillis);
    return { kind: "connected", millis: Math.round(performance.now() - started) };
  } catch (error) {
    if (error instanceof RefusedAddress) return { kind: "refused", reason: error.message };
    const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : "unknown";
    return { kind: "unreachable", reason: `No connection (${code}).` };
  }
}

/** Reads the host as a browser would, so that every exotic spelling is judged in its plain form. */
function plainHost(host: string): string {
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const address = `http://${bracketed}/`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url?.hostname || url.pathname !== "/" || url.username || url.port) {
    throw new RefusedAddress("This is not a host name or an address.");
  }
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function open(host: string, port: number, guard: Guard, timeoutMillis: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: guardedLookup(guard) });
    const timer = setTimeout(
      () => socket.destroy(new Error(`nothing within ${timeoutMillis / 1000} s`)),
      timeoutMillis,
    );
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
    socket.once("close", () => clearTimeout(timer));
  });
}
