import { openPostgres } from "#lib/database/client.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { withSecrets } from "#lib/kernel/secrets.ts";

/** Checks the log in the configured database, with nothing of Slipway running. */
export async function verifyDatabase(tell: (checked: number, total: number) => void): Promise<Verdict> {
  const config = await withSecrets(loadConfig());
  const database = config.databaseUrl ? openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
  try {
    return await verifyLog(
      { db: database.client, config },
      { onProgress: ({ checked, total }) => tell(checked, total) },
    );
  } finally {
    await database.close();
  }
}
