/** One look at a fleet in the middle of a rollout. */
export interface FleetSample {
  seconds: number;
  healthy: number;
  updating: number;
  perSecond: number;
}

const WIDTH = 900;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 80;
const TOP = 40;
const BOTTOM = 50;
const TICKS = 5;

/** Draws how a rollout went through a fleet, and how many requests that made. Readable on light and dark. */
export function plotFleet(samples: readonly FleetSample[], devices: number): string {
  const secondsMax = Math.max(1, ...samples.map(({ seconds }) => seconds));
  const rateMax = Math.max(1, ...samples.map(({ perSecond }) => perSecond));
  const x = (seconds: number) => LEFT + ((WIDTH - LEFT - RIGHT) * seconds) / secondsMax;
  const y = (share: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
  const line = (shareOf: (sample: FleetSample) => number) =>
    samples.map((sample) => `${x(sample.seconds).toFixed(1)},${y(shareOf(sample)).toFixed(1)}`).join(" ");
  const series = [
    { name: "healthy devices", color: "#0a8f5b", points: line(({ healthy }) => healthy / devices) },
    { name: "updating devices", color: "#b7791f", points: line(({ updating }) => updating / devices) },
    { name: "requests per second (right)", color: "#4f6bed", points: line(({ perSecond }) => perSecond / rateMax) },
  ];
  const shares = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...shares.map(
      (share) =>
        `<path d="M${LEFT} ${y(share)}H${WIDTH - RIGHT}" stroke="#ddd"/>` +
        text(LEFT - 8, y(share) + 4, "end", Math.round(share * devices).toLocaleString("en")) +
        text(WIDTH - RIGHT + 8, y(share) + 4, "start", Math.round(share * rateMax).toLocaleString("en")) +
        text(x(share * secondsMax), HEIGHT - BOTTOM + 18, "middle", `${Math.round(share * secondsMax)} s`),
    ),
    ...series.map(
      ({ color, points }) => `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points}"/>`,
    ),
    ...series.map(({ name, color }, index) => {
      const left = LEFT + index * 200;
      return `<rect x="${left}" y="14" width="12" height="12" fill="${color}"/>${text(left + 18, 24, "start", name)}`;
    }),
    `</svg>\n`,
  ].join("\n");
}

function text(x: number, y: number, anchor: string, content: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="#333">${content}</text>`;
}
