import { createTransport } from "nodemailer";
import type { Context } from "#lib/kernel/context.ts";
import { excerpt } from "#lib/notifications/channels/answer.ts";
import type { EmailSecrets, EmailSettings } from "#lib/notifications/rules/channel.ts";
import { wordForMail } from "#lib/notifications/rules/mail-message.ts";
import type { Attempt } from "#lib/notifications/rules/outcome.ts";
import type { LeasedDelivery } from "#lib/notifications/store-work.ts";
import { RefusedAddress } from "#lib/outbound/guard.ts";
import { resolveGuarded } from "#lib/outbound/resolve-guarded.ts";

const CONNECT_MILLIS = 10_000;
const IDLE_MILLIS = 15_000;
/** However slowly a server answers each command. */
const WHOLE_MILLIS = 40_000;

/** What begins a thread, as it is kept: the Message-ID and the subject, which must stay the same. */
interface MailThread {
  messageId: string;
  subject: string;
}

/** Sends a message by mail. Its Message-ID is the same at every try, so that mail programs can tell a repeat. */
export async function sendEmail(
  ctx: Context,
  { settings, secrets }: { settings: EmailSettings; secrets: EmailSecrets },
  delivery: LeasedDelivery,
  { thread, signal }: { thread: string | null; signal: AbortSignal },
): Promise<Attempt> {
  const first = thread === null ? null : (JSON.parse(thread) as MailThread);
  const { subject, text, html } = wordForMail(delivery.message, ctx.config.publicUrl, first?.subject ?? null);
  const messageId = `<${delivery.messageId}@${domainOf(settings.from)}>`;
  try {
    const server = await connectTo(ctx, settings, secrets);
    const cut = () => server.close();
    signal.addEventListener("abort", cut);
    const timer = setTimeout(cut, WHOLE_MILLIS);
    try {
      const sent = await server.sendMail({
        from: { name: "Slipway", address: settings.from },
        to: settings.to,
        subject: first === null ? subject : `Re: ${subject}`,
        text,
        html,
        messageId,
        date: ctx.clock.now(),
        ...(first !== null && { inReplyTo: first.messageId, references: [first.messageId] }),
        headers: { "Auto-Submitted": "auto-generated", "X-Slipway-Message": delivery.messageId },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return {
        outcome: "delivered",
        status: Number(sent.response.slice(0, 3)) || null,
        answer: excerpt(sent.response),
        error: sent.rejected.length === 0 ? null : `Not accepted for ${sent.rejected.join(", ")}.`,
        ...(first === null && { reference: JSON.stringify({ messageId, subject } satisfies MailThread) }),
      };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", cut);
      server.close();
    }
  } catch (error) {
    return readTrouble(error);
  }
}

/** The name is looked up here and judged, and the connection goes to what was judged. */
async function connectTo(ctx: Context, settings: EmailSettings, secrets: EmailSecrets) {
  const [address] = await resolveGuarded(ctx.config, new URL(`http://${settings.host}`));
  if (!address) throw new RefusedAddress(`${settings.host} has no address.`);
  return createTransport({
    host: address.address,
    port: settings.port,
    secure: settings.encryption === "tls",
    requireTLS: settings.encryption === "starttls",
    ignoreTLS: settings.encryption === "none",
    // The certificate is that of the name, not of the address.
    servername: settings.host,
    tls: { servername: settings.host },
    ...(settings.username !== null && { auth: { user: settings.username, pass: secrets.password ?? "" } }),
    connectionTimeout: CONNECT_MILLIS,
    greetingTimeout: CONNECT_MILLIS,
    socketTimeout: IDLE_MILLIS,
  });
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

function readTrouble(error: unknown): Attempt {
  if (error instanceof RefusedAddress) {
    return { outcome: "refused", status: null, answer: null, error: error.message };
  }
  const { code, responseCode, response, message } = error as SmtpError;
  if (responseCode === undefined) {
    const isTimeout = code === "ETIMEDOUT";
    return {
      outcome: isTimeout ? "timedOut" : "unreachable",
      status: null,
      answer: null,
      error: isTimeout ? "The mail server did not answer in time." : (excerpt(message) ?? "The mail was not sent."),
    };
  }
  return {
    outcome: "refused",
    status: responseCode,
    answer: excerpt(response ?? ""),
    error: `The mail server answered ${responseCode}.`,
    // A mailbox that is not there will not be there tomorrow; a login may be put right.
    isFinal: responseCode >= 500 && code !== "EAUTH",
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
