// How long is HH:MM:SS?

const CLOCK = /^(\d{2}):([0-5]\d)(?::([0-5]\d))?$/;

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;
export const SECONDS_PER_DAY = 86_400;

/** Reads HH:MM:SS, or HH:MM; null for any other text. */
export function readDuration(text: string): number | null {
  const [, hours, minutes, seconds] = CLOCK.exec(text) ?? [];
  if (hours === undefined) return null;
  return Number(hours) * SECONDS_PER_HOUR + Number(minutes) * SECONDS_PER_MINUTE + Number(seconds ?? 0);
}

/** Writes HH:MM:SS. What takes a day or longer is cut to the longest that the form can say to hawkBit's clients. */
export function writeDuration(seconds: number): string {
  const whole = Math.min(Math.max(0, Math.floor(seconds)), SECONDS_PER_DAY - 1);
  const parts = [whole / SECONDS_PER_HOUR, (whole / SECONDS_PER_MINUTE) % 60, whole % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}
