import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import type { ChannelKind, ChannelSetup } from "#lib/notifications/rules/channel.ts";
import type { ChannelRecord } from "#lib/notifications/store-channels.ts";

/** Seals a channel's secrets; they open only for the row that they were sealed for. */
export function sealSecrets(ctx: Pick<Context, "config">, channelId: string, secrets: object): string | null {
  if (Object.keys(secrets).length === 0) return null;
  return encryptSecret(ctx.config, JSON.stringify(secrets), boundTo(channelId));
}

/** Opens a channel as it was saved. Throws UNAVAILABLE where it was sealed with another key. */
export function openChannel(
  ctx: Pick<Context, "config">,
  { id, kind, settings, secrets }: Pick<ChannelRecord, "id" | "kind" | "settings" | "secrets">,
): ChannelSetup {
  // The store's rows were checked by the inputs when they were written.
  return { kind: kind as ChannelKind, settings, secrets: openSecrets(ctx, id, secrets) } as unknown as ChannelSetup;
}

function openSecrets(ctx: Pick<Context, "config">, id: string, sealed: string | null): unknown {
  if (sealed === null) return {};
  try {
    return JSON.parse(decryptSecret(ctx.config, sealed, boundTo(id)));
  } catch (cause) {
    throw new DomainError(
      "UNAVAILABLE",
      "The secrets of this channel cannot be opened with the present SLIPWAY_ENCRYPTION_KEY. Give them anew.",
      { cause },
    );
  }
}

function boundTo(channelId: string): string {
  return `notification-channel:${channelId}`;
}
