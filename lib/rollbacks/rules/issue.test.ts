import { expect, it } from "vitest";
import { markerOf, retrySeconds, writeIssue } from "#lib/rollbacks/rules/issue.ts";

const incident = { id: "7", number: 3, title: "app 2 taken back", markdown: "# app 2\n\nIt was.\n", href: null };

it("has its marker as the last thing, whatever the report says and however long it is", () => {
  const long = writeIssue({ ...incident, markdown: `# T\n\n${"<!-- x ".repeat(20_000)}` });
  expect(long.body.length).toBeLessThan(65_536);
  expect(long.body.endsWith(markerOf("7"))).toBe(true);
  expect(long.body.match(/<!--/g)).toHaveLength(1);
  expect(writeIssue({ ...incident, title: "x".repeat(1_000) }).title.length).toBeLessThanOrEqual(256);
});

it("leads to the report, where it is known where that is, and tells the title once", () => {
  const { body, title } = writeIssue({ ...incident, href: "https://slipway.example.com/rollbacks/incidents/7" });
  expect(title).toBe("Incident #3: app 2 taken back");
  expect(body).toBe(
    "[Incident #3](https://slipway.example.com/rollbacks/incidents/7) has all of it, as it is now.\n\n" +
      `It was.\n\n${markerOf("7")}`,
  );
});

it("calls nobody who is named in it", () => {
  const { title, body } = writeIssue({ ...incident, title: "@all look", markdown: "asked @ada and @acme/ops" });
  expect(`${title} ${body}`).not.toMatch(/@\w/);
});

it("is tried after ever longer pauses, of an hour at most", () => {
  expect([1, 2, 3, 12].map(retrySeconds)).toEqual([30, 60, 120, 3_600]);
});
