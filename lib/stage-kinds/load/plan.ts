import type { LookupAddress } from "node:dns";

/** What the thread is told. It connects to these addresses and to nothing else. */
export interface LoadPlan {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
  timeoutSeconds: number;
  connections: number;
  durationSeconds: number;
  requestsPerSecond: number | null;
  addresses: LookupAddress[];
}
