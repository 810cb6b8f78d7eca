import { pino, type Logger as PinoLogger } from "pino";

export type Logger = PinoLogger;

/** Paths whose values never reach a log, wherever an object is logged. */
const SECRETS = ["authorization", "cookie", "password", "passwordHash", "token", "secret", "apiKey", "set-cookie"];

/** Makes the process's logger: one JSON line per entry, secrets replaced. */
export function makeLogger(level: string, destination?: { write(line: string): void }): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap(anywhere), censor: "[redacted]" },
    },
    destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

function anywhere(name: string): string[] {
  const key = /^\w+$/.test(name) ? `.${name}` : `["${name}"]`;
  return [key.replace(/^\./, ""), `*${key}`, `*.*${key}`];
}
