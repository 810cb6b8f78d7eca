import type { Reading } from "#lib/intake/rules/read-delivery.ts";

// Which deliveries are the same one, sent again?

export interface DeliveryKeys {
  keys: string[];
  /** How long a key counts; null means for ever. */
  windowSeconds: number | null;
}

/** Quay and JFrog send neither id nor time: a later push of the same tag is the very same bytes. */
const SAME_BYTES_WINDOW_SECONDS = 60;

/**
 * Names a delivery as its sender would. Distribution has a key for each event, all others one for the body.
 * `bodyHash` is the SHA-256 of the raw bytes.
 */
export function deliveryKeys(reading: Reading, githubDelivery: string | null, bodyHash: string): DeliveryKeys {
  switch (reading.format) {
    case "ghcr":
      return { keys: [githubDelivery ?? bodyHash], windowSeconds: null };
    case "quay":
    case "jfrog":
      return { keys: [bodyHash], windowSeconds: SAME_BYTES_WINDOW_SECONDS };
    case "distribution": {
      const keys = reading.pushes.map((item) => item.key ?? bodyHash);
      return { keys: keys.length > 0 ? [...new Set(keys)] : [bodyHash], windowSeconds: null };
    }
    default:
      return { keys: [reading.id ?? bodyHash], windowSeconds: null };
  }
}
