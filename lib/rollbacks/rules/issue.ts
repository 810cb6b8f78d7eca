// What does an incident look like as an issue elsewhere, and when is opening it tried again?

export const issueStatuses = ["waiting", "pending", "opened", "failed"] as const;
/** It waits for the end of the rollback; is to be opened now; stands there; or cannot be opened until somebody asks again. */
export type IssueStatus = (typeof issueStatuses)[number];

export const ISSUE_ATTEMPTS_MAX = 12;
const RETRY_SECONDS_MIN = 30;
const RETRY_SECONDS_MAX = 3_600;
/** GitHub takes 65,536 characters. */
const BODY_LENGTH_MAX = 60_000;
const TITLE_LENGTH_MAX = 250;

export interface Issue {
  title: string;
  body: string;
}

/** By this line an issue is known again: who was killed after opening one finds it, and opens no second. */
export function markerOf(incidentId: string): string {
  return `<!-- slipway-incident: ${incidentId} -->`;
}

/** Writes an issue. Nobody is called by it, whoever is named in what people wrote. */
export function writeIssue({
  id,
  title,
  number,
  markdown,
  href,
}: {
  id: string;
  title: string;
  number: number;
  markdown: string;
  /** Where the report itself is; null where nobody said what this server's address is. */
  href: string | null;
}): Issue {
  const whole = silence(markdown.replace(/^# .*\n+/, ""));
  const told = whole.length > BODY_LENGTH_MAX ? `${whole.slice(0, BODY_LENGTH_MAX)}\n\n… (cut off)\n` : whole;
  const lead = href === null ? [] : [`[Incident #${number}](${href}) has all of it, as it is now.`];
  return {
    title: silence(`Incident #${number}: ${title}`).slice(0, TITLE_LENGTH_MAX),
    body: [...lead, told.trimEnd(), markerOf(id)].join("\n\n"),
  };
}

/** How long to wait after so many tries. */
export function retrySeconds(attempts: number): number {
  return Math.min(RETRY_SECONDS_MAX, RETRY_SECONDS_MIN * 2 ** Math.max(0, attempts - 1));
}

/** A blank without width keeps a name from being a call, and a report from ending the marker's comment. */
function silence(text: string): string {
  return text.replaceAll("@", "@\u200b").replaceAll("<!--", "<\u200b!--");
}
