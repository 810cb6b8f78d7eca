// How does a message read as an e-mail? Plain text for everybody, and HTML that keeps its contrast by day and by night.
import { countOf } from "#lib/kernel/format.ts";
import type { Tone } from "#lib/kernel/tone.ts";
import { detailsOf, linkLabelOf, linkOf } from "#lib/notifications/rules/links.ts";
import type { Message, Notice } from "#lib/notifications/rules/notice.ts";

export interface MailMessage {
  subject: string;
  text: string;
  html: string;
}

/** Ink that can be read on white and on black, for programs that turn colours round as they like. */
const INK: Record<Tone, string> = {
  idle: "#6b7280",
  wait: "#8a6d1a",
  move: "#2f6fdb",
  good: "#1f8a4c",
  warn: "#a8650b",
  bad: "#d03a3a",
  back: "#9050d0",
};
const SUBJECT_LENGTH_MAX = 200;

interface Mailing {
  publicUrl: string | null;
  /** Of a thread all subjects must be alike, or programs tear it apart. */
  threadTitle: string | null;
  /** By which rule it comes: whoever wants less of it knows what to change. */
  rule: string | null;
}

/** Where one says who hears what. */
export function rulesLinkOf(publicUrl: string | null): string | null {
  return publicUrl === null ? null : `${publicUrl}/settings/notifications`;
}

export function wordForMail(message: Message, { publicUrl, threadTitle, rule }: Mailing): MailMessage {
  const foot = { publicUrl, rule };
  switch (message.kind) {
    case "notice": {
      const title = threadTitle ?? subjectOf(message.notice);
      return {
        subject: cut(title),
        text: `${plainNotice(message.notice, publicUrl)}\n${plainFoot(foot)}`,
        html: page(message.notice.text, htmlNotice(message.notice, publicUrl), foot),
      };
    }
    case "digest": {
      const title = `${countOf(message.notices.length + message.more, "event")} for “${message.rule}”`;
      const more = message.more === 0 ? "" : `and ${countOf(message.more, "other")}`;
      const plain = message.notices.map((notice) => plainNotice(notice, publicUrl)).join("\n");
      const html = message.notices.map((notice) => htmlNotice(notice, publicUrl)).join(RULE);
      return {
        subject: cut(title),
        text: `${title}\n\n${plain}${more === "" ? "" : `\n${more}\n`}\n${plainFoot(foot)}`,
        html: page(title, `${html}${more === "" ? "" : `${RULE}<p class="soft">${more}</p>`}`, foot),
      };
    }
    case "test": {
      const text = `Slipway can send mail as “${message.channel}”${message.by === null ? "" : `, says ${message.by}`}.`;
      return { subject: cut(text), text: `${text}\n`, html: page(text, `<p>${escape(text)}</p>`, foot) };
    }
  }
}

/** What the thread of an event is called: its subject, where that has a number, else its first sentence. */
function subjectOf({ product, text }: Pick<Notice, "product" | "text">): string {
  return product === null ? text : `[${product.name}] ${text}`;
}

function plainNotice(notice: Notice, publicUrl: string | null): string {
  const link = linkOf(notice, publicUrl);
  const lines = [notice.text, ...detailsOf(notice).map((line) => `  ${line}`), `  ${clockOf(notice)}`];
  return `${[...lines, ...(link === null ? [] : [`  ${linkLabelOf(notice)}: ${link}`])].join("\n")}\n`;
}

function htmlNotice(notice: Notice, publicUrl: string | null): string {
  const link = linkOf(notice, publicUrl);
  const details = detailsOf(notice).map((line) => `<p class="soft">${escape(line)}</p>`);
  return [
    `<p class="what" style="border-left:3px solid ${INK[notice.tone]};padding-left:10px">${escape(notice.text)}</p>`,
    ...details,
    `<p class="soft">${clockOf(notice)}</p>`,
    ...(link === null ? [] : [`<p><a class="go" href="${escape(link)}">${linkLabelOf(notice)}</a></p>`]),
  ].join("\n");
}

/** Mail is read in other zones than it was written in. */
function clockOf({ at }: Notice): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

type Foot = Pick<Mailing, "publicUrl" | "rule">;

function plainFoot({ publicUrl, rule }: Foot): string {
  const link = rulesLinkOf(publicUrl);
  const why = rule === null ? "" : `\nYou get this by the rule “${rule}”.${link === null ? "" : ` Change it: ${link}`}`;
  return `-- \nSlipway${publicUrl === null ? "" : `, ${publicUrl}`}${why}\n`;
}

function htmlFoot({ publicUrl, rule }: Foot): string {
  const link = rulesLinkOf(publicUrl);
  const home = publicUrl === null ? "Slipway" : `<a href="${escape(publicUrl)}" style="color:inherit">Slipway</a>`;
  if (rule === null) return `Sent by ${home}.`;
  const change = link === null ? "" : ` <a href="${escape(link)}" style="color:inherit">Change what you get</a>.`;
  return `Sent by ${home} by the rule “${escape(rule)}”.${change}`;
}

const RULE = `<hr style="border:0;border-top:1px solid #8884;margin:16px 0">`;

/**
 * A page of its own. It says that it knows both schemes, so that programs leave its colours alone; those that turn them
 * round anyway find no picture and no fixed background to spoil.
 */
function page(title: string, content: string, foot: Foot): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(title)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 16px; background: #ffffff; color: #16181d;
  font: 15px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 560px; margin: 0 auto; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
.what { font-weight: 600; }
.soft { color: #5b6270; font-size: 14px; }
.go { display: inline-block; padding: 8px 14px; border-radius: 6px; background: #2f6fdb; color: #ffffff;
  text-decoration: none; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  body { background: #14161a; color: #e8eaee; }
  .soft { color: #a4abb8; }
}
[data-ogsc] body, [data-ogsc] .what { color: #e8eaee; }
[data-ogsc] .soft { color: #a4abb8; }
</style>
</head>
<body>
<main>
${content}
${RULE}
<p class="soft">${htmlFoot(foot)}</p>
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A subject is one line. */
function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= SUBJECT_LENGTH_MAX ? line : `${line.slice(0, SUBJECT_LENGTH_MAX - 1).toWellFormed()}…`;
}
