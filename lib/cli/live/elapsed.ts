/** Writes a span of time as a clock does: 04:07, or 1:04:07. */
export function describeElapsed(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
