import { isIP, Socket } from "node:net";
import { createTransport } from "nodemailer";
import type { Context } from "#lib/kernel/context.ts";
import type { MailServer } from "#lib/kernel/mail-server.ts";
import { excerpt } from "#lib/notifications/channels/answer.ts";
import type { EmailSecrets, EmailSettings } from "#lib/notifications/rules/channel.ts";
import { rulesLinkOf, wordForMail } from "#lib/notifications/rules/mail-message.ts";
import type { Attempt } from "#lib/notifications/rules/outcome.ts";
import type { LeasedDelivery } from "#lib/notifications/store-work.ts";
import { RefusedAddress } from "#lib/outbound/guard.ts";
import { resolveGuarded } from "#lib/outbound/resolve-guarded.ts";

const CONNECT_MILLIS = 10_000;
const IDLE_MILLIS = 15_000;
/** However slowly a server answers each command. */
const WHOLE_MILLIS = 40_000;
/** What the library calls a refusal of readers or of the mail itself. */
const OF_THE_MAIL: ReadonlySet<string> = new Set(["EENVELOPE", "EMESSAGE"]);

const EVERYWHERE = ["0.0.0.0/0", "::/0"];

/** What begins a thread, as it is kept: the Message-ID and the subject, which must stay the same. */
interface MailThread {
  messageId: string;
  subject: string;
}

export interface Mailbox {
  settings: EmailSettings;
  secrets: EmailSecrets;
}

/** Sends a message by mail. Its Message-ID is the same at every try, so that mail programs can tell a repeat. */
export async function sendEmail(
  ctx: Context,
  mailbox: Mailbox,
  delivery: LeasedDelivery,
  { thread, signal }: { thread: string | null; signal: AbortSignal },
): Promise<Attempt> {
  // The library knows no limit for a whole mail; whoever holds the socket can end it.
  const socket = new Socket();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(WHOLE_MILLIS)]);
  const cut = () => socket.destroy();
  limit.addEventListener("abort", cut);
  try {
    return await send(ctx, mailbox, { delivery, thread: readThread(thread), socket });
  } catch (error) {
    return readTrouble(error, limit.aborted);
  } finally {
    limit.removeEventListener("abort", cut);
    socket.destroy();
  }
}

function readThread(text: string | null): MailThread | null {
  return text === null ? null : (JSON.parse(text) as MailThread);
}

interface Letter {
  delivery: LeasedDelivery;
  thread: MailThread | null;
  socket: Socket;
}

async function send(ctx: Context, mailbox: Mailbox, { delivery, thread, socket }: Letter): Promise<Attempt> {
  const { from, to } = mailbox.settings;
  const { publicUrl } = ctx.config;
  const wording = { publicUrl, threadTitle: thread?.subject ?? null, rule: delivery.ruleName };
  const { subject, text, html } = wordForMail(delivery.message, wording);
  const rulesLink = delivery.ruleName === null ? null : rulesLinkOf(publicUrl);
  const messageId = `<${delivery.messageId}@${from.slice(from.lastIndexOf("@") + 1)}>`;
  const server = await openServer(ctx, mailbox, socket);
  const sent = await server.sendMail({
    from: { name: "Slipway", address: from },
    to,
    subject: thread === null ? subject : `Re: ${subject}`,
    text,
    html,
    messageId,
    date: ctx.clock.now(),
    ...(thread !== null && { inReplyTo: thread.messageId, references: [thread.messageId] }),
    headers: { "Auto-Submitted": "auto-generated", "X-Slipway-Message": delivery.messageId },
    ...(rulesLink !== null && { list: { unsubscribe: rulesLink } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    outcome: "delivered",
    status: Number(sent.response.slice(0, 3)) || null,
    answer: excerpt(sent.response),
    error: sent.rejected.length === 0 ? null : `Not accepted for ${sent.rejected.join(", ")}.`,
    ...(thread === null && { reference: JSON.stringify({ messageId, subject } satisfies MailThread) }),
  };
}

/** Who brings the mails of a channel, and where that server may be: the operator's own is wherever they said. */
function serverOf({ config }: Context, { settings, secrets }: Mailbox): MailServer & { allow: readonly string[] } {
  const { host, port, encryption, username } = settings;
  if (host !== null) {
    return { host, port, encryption, username, password: secrets.password ?? null, allow: config.outboundAllow };
  }
  if (config.smtp === null) throw new RefusedAddress("The channel names no mail server, and SMTP_URL is not set.");
  return { ...config.smtp, allow: EVERYWHERE };
}

/** The name is looked up here and judged, and the connection goes to what was judged. */
async function openServer(ctx: Context, mailbox: Mailbox, socket: Socket) {
  const { host, port, encryption, username, password, allow } = serverOf(ctx, mailbox);
  const [address] = await resolveGuarded(
    { outboundAllow: allow },
    new URL(`http://${isIP(host) === 6 ? `[${host}]` : host}`),
  );
  if (!address) throw new RefusedAddress(`${host} has no address.`);
  return createTransport({
    host: address.address,
    port,
    secure: encryption === "tls",
    requireTLS: encryption === "starttls",
    ignoreTLS: encryption === "none",
    // The certificate is that of the name, not of the address.
    ...(isIP(host) === 0 && { tls: { servername: host } }),
    ...(username !== null && { auth: { user: username, pass: password ?? "" } }),
    connectionTimeout: CONNECT_MILLIS,
    greetingTimeout: CONNECT_MILLIS,
    socketTimeout: IDLE_MILLIS,
    socket,
  });
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

function readTrouble(error: unknown, isLate: boolean): Attempt {
  if (error instanceof RefusedAddress) {
    return { outcome: "refused", status: null, answer: null, error: error.message };
  }
  const { code, responseCode, response, message } = error as SmtpError;
  if (responseCode === undefined) {
    const isTimeout = isLate || code === "ETIMEDOUT";
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
    // A mailbox that is not there will not be there tomorrow; a login, or encryption that is not offered, may be put right.
    isFinal: responseCode >= 500 && OF_THE_MAIL.has(code ?? ""),
  };
}
