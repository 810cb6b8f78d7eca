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

/** Slack refuses a text of more than 3,000 characters, as it stands after escaping, and a message of more than 50 blocks. */
const TEXT_LENGTH_MAX = 2_900;
/** It cuts the plain text itself, but says that shorter ones are better. */
const PLAIN_LENGTH_MAX = 2_000;
const HEADER_LENGTH_MAX = 150;
const DIGEST_BLOCKS_MAX = 40;
/** All blocks together may hold some 13,000 characters, which Slack says only by refusing them. */
const DIGEST_LENGTH_MAX = 11_000;
const DIGEST_TEXT_MAX = 400;
const DIGEST_CAUSE_MAX = 300;

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
      return { text: escapeWithin(text, PLAIN_LENGTH_MAX), blocks: [section(`:wave: ${escapeWithin(text)}`)] };
    }
  }
}

function wordNotice(notice: Notice, publicUrl: string | null): SlackMessage {
  const link = linkOf(notice, publicUrl);
  const details = detailsOf(notice);
  return {
    // It is what lists and screen readers get, and it is read for mentions too.
    text: escapeWithin(notice.text, PLAIN_LENGTH_MAX),
    blocks: [
      section(`${EMOJI[notice.tone]} *${escapeWithin(notice.text)}*`),
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
  const lines = linesThatFit(notices, publicUrl);
  const left = notices.length - lines.length + more;
  return {
    text: escapeWithin(text, PLAIN_LENGTH_MAX),
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(text, HEADER_LENGTH_MAX) } },
      ...lines.map(section),
      ...(left === 0 ? [] : [context([`and ${countOf(left, "other")}`])]),
    ],
  };
}

function linesThatFit(notices: readonly Notice[], publicUrl: string | null): string[] {
  const lines: string[] = [];
  let length = 0;
  for (const notice of notices.slice(0, DIGEST_BLOCKS_MAX)) {
    const line = lineOf(notice, publicUrl);
    length += line.length;
    if (length > DIGEST_LENGTH_MAX) break;
    lines.push(line);
  }
  return lines;
}

function lineOf(notice: Notice, publicUrl: string | null): string {
  const link = linkOf(notice, publicUrl);
  const text = escapeWithin(notice.text, DIGEST_TEXT_MAX);
  const cause = notice.cause === null ? "" : `\n${escapeWithin(notice.cause, DIGEST_CAUSE_MAX)}`;
  // In a link a bar ends the address, and a line ends the link.
  const label = text.replaceAll("|", "¦").replaceAll(/\s+/g, " ");
  return `${EMOJI[notice.tone]} ${link === null ? text : `<${link}|${label}>`}${cause}`;
}

function section(text: string): Block {
  return { type: "section", text: mrkdwn(text) };
}

function context(lines: readonly string[]): Block {
  return { type: "context", elements: lines.map((line) => mrkdwn(escapeWithin(line))) };
}

/** `verbatim`: what looks like an address, a channel or a person stays text, wherever a name came from. */
function mrkdwn(text: string): Block {
  return { type: "mrkdwn", text, verbatim: true };
}

function actions(label: string, url: string, isPrimary: boolean): Block {
  const button = { type: "button", text: { type: "plain_text", text: label }, url };
  return { type: "actions", elements: [isPrimary ? { ...button, style: "primary" } : button] };
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * What somebody named their product must be text, not a mention of everybody. It is cut by its length after escaping,
 * which is what Slack counts, and never in the middle of an escape.
 */
function escapeWithin(text: string, lengthMax: number = TEXT_LENGTH_MAX): string {
  let escaped = "";
  // By characters, not by halves of them.
  for (const character of text.toWellFormed()) {
    const next = ESCAPES[character] ?? character;
    if (escaped.length + next.length >= lengthMax) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
