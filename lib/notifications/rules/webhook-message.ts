// What does a receiver of webhooks get? The shape of Standard Webhooks: type, timestamp, data.
import { linkOf } from "#lib/notifications/rules/links.ts";
import type { Message, Notice } from "#lib/notifications/rules/notice.ts";

/** The body of a message. It is the same at every try, so that a repeat is one in every byte but the signature. */
export function wordForWebhook(message: Message, createdAt: Date, publicUrl: string | null): string {
  const timestamp = createdAt.toISOString();
  switch (message.kind) {
    case "notice":
      return JSON.stringify({
        type: message.notice.type,
        timestamp: message.notice.at,
        data: dataOf(message.notice, publicUrl),
      });
    case "digest":
      return JSON.stringify({
        type: "digest",
        timestamp,
        data: {
          rule: message.rule,
          events: message.notices.map((notice) => ({ type: notice.type, ...dataOf(notice, publicUrl) })),
          more: message.more,
        },
      });
    case "test":
      return JSON.stringify({ type: "test", timestamp, data: { channel: message.channel, by: message.by } });
  }
}

function dataOf(notice: Notice, publicUrl: string | null): Record<string, unknown> {
  const { seq, at, severity, text, cause, actor, asksApproval, product, rolloutId, subject, data } = notice;
  const url = linkOf(notice, publicUrl);
  return { seq, at, severity, text, cause, actor, asksApproval, product, rolloutId, subject, url, event: data };
}
