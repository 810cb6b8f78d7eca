// How does a message look in Slack? Block Kit, with a plain text for lists and screen readers.
import { countOf } from "#lib/kernel/format.ts";
import type { Tone } from "#lib/kernel/tone.ts";
import { detailsOf, linkLabelOf, linkOf } from "#lib/notifications/rules/links.ts";
import type { Message, Notice } from "#lib/notifications/rules/notice.ts";

type Block = Record<string, unknown>;

export interface SlackMessage {
  text: string;
  blocks: Block[];
}

/** Slack refuses a section of more than 3,000 characters and a message of more than 50 blocks. */
const SECTION_LENGTH_MAX = 2_900;
const DIGEST_BLOCKS_MAX = 40;

/** The shape says it too, since colours alone say nothing to many. */
const EMOJI: Record<Tone, string> = {
  idle: ":white_circle:",
  wait: ":hourglass_flowing_sand:",
  move: ":arrow_forward:",
  good: ":white_check_mark:",
  warn: ":warning:",
  bad: ":x:",
  back: ":rewind:",
};

export function wordForSlack(message: Message, publicUrl: string | null): SlackMessage {
  switch (message.kind) {
    case "notice":
      return wordNotice(message.notice, publicUrl);
    case "digest":
      return wordDigest(message, publicUrl);
    case "test": {
      const text = `Slipway can write here as “${message.channel}”${message.by === null ? "" : `, says ${message.by}`}.`;
      return { text, blocks: [section(`:wave: ${escape(text)}`)] };
    }
  }
}

function wordNotice(notice: Notice, publicUrl: string | null): SlackMessage {
  const link = linkOf(notice, publicUrl);
  const details = detailsOf(notice);
  return {
    text: notice.text,
    blocks: [
      section(`${EMOJI[notice.tone]} *${escape(notice.text)}*`),
      ...(details.length === 0 ? [] : [context(details)]),
      ...(link === null ? [] : [actions(linkLabelOf(notice), link, notice.asksApproval)]),
    ],
  };
}

function wordDigest(
  { rule, notices, more }: Extract<Message, { kind: "digest" }>,
  publicUrl: string | null,
): SlackMessage {
  const text = `${countOf(notices.length + more, "event")} for “${rule}”`;
  const shown = notices.slice(0, DIGEST_BLOCKS_MAX);
  const left = notices.length - shown.length + more;
  return {
    text,
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(text, 150) } },
      ...shown.map((notice) => section(lineOf(notice, publicUrl))),
      ...(left === 0 ? [] : [context([`and ${countOf(left, "other")}`])]),
    ],
  };
}

function lineOf(notice: Notice, publicUrl: string | null): string {
  const link = linkOf(notice, publicUrl);
  const text = escape(notice.text);
  const cause = notice.cause === null ? "" : `\n${escape(cut(notice.cause, 300))}`;
  return `${EMOJI[notice.tone]} ${link === null ? text : `<${link}|${text}>`}${cause}`;
}

function section(text: string): Block {
  return { type: "section", text: { type: "mrkdwn", text: cut(text, SECTION_LENGTH_MAX) } };
}

function context(lines: readonly string[]): Block {
  const elements = lines.map((line) => ({ type: "mrkdwn", text: escape(cut(line, SECTION_LENGTH_MAX / 2)) }));
  return { type: "context", elements };
}

function actions(label: string, url: string, isPrimary: boolean): Block {
  const button = { type: "button", text: { type: "plain_text", text: label }, url };
  return { type: "actions", elements: [isPrimary ? { ...button, style: "primary" } : button] };
}

/** What somebody named their product must be text, not a mention of everybody. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
