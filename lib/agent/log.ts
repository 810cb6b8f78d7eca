type Level = "error" | "warn" | "info" | "debug";
type Fields = Record<string, string | number | boolean | null | undefined>;

/** What journald calls the levels. */
const PRIORITY: Record<Level, number> = { error: 3, warn: 4, info: 6, debug: 7 };

export interface Log {
  error(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  debug(message: string, fields?: Fields): void;
}

interface LogOptions {
  write: (line: string) => void;
  /** journald adds the time by itself and reads the level from a prefix. */
  forJournal: boolean;
  isVerbose: boolean;
  now: () => Date;
}

/** Makes a log of lines for people: a sentence, then what it is about as name=value. */
export function makeLog({ write, forJournal, isVerbose, now }: LogOptions): Log {
  const say =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      if (level === "debug" && !isVerbose) return;
      const start = forJournal ? `<${PRIORITY[level]}>` : `${now().toISOString()} ${level.padEnd(5)} `;
      const rest = Object.entries(fields).flatMap(([name, value]) => (value == null ? [] : `${name}=${quote(value)}`));
      write(`${start}${[oneLine(message), ...rest].join(" ")}\n`);
    };
  return { error: say("error"), warn: say("warn"), info: say("info"), debug: say("debug") };
}

function quote(value: string | number | boolean): string {
  const text = oneLine(String(value));
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

/** A line stays a line, whatever a container has written. */
function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, " ").trim();
}
