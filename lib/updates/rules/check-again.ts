// When is a client to ask for updates again?

const USUAL_SECONDS = 3_600;
const SOONEST_SECONDS = 60;
/** Clients are spread over so many pauses: enough to spread the load, few enough that answers can be written once. */
const PAUSES = 16;
const JITTER_SHARE = 0.1;

/** About an hour, spread so that not everybody asks at once; sooner where the client's turn may come before that. */
export function checkAgainSeconds(clientId: string | null, againAt: Date | null, now: Date): number {
  const place = clientId === null ? 0 : hashOf(clientId) % PAUSES;
  const usual = Math.round(USUAL_SECONDS * (1 - JITTER_SHARE + (2 * JITTER_SHARE * place) / PAUSES));
  if (againAt === null) return usual;
  const untilTurn = Math.ceil((againAt.getTime() - now.getTime()) / 1000) + place;
  return Math.max(SOONEST_SECONDS, Math.min(usual, untilTurn));
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
