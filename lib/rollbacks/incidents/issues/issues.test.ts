import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { openIssueOnce } from "#lib/rollbacks/incidents/issues/github.ts";
import { openIssues } from "#lib/rollbacks/incidents/issues/open.ts";
import { requestIssue } from "#lib/rollbacks/incidents/issues/request.ts";
import { claimIssue } from "#lib/rollbacks/incidents/issues/store.ts";
import { getIncident } from "#lib/rollbacks/incidents/show.ts";
import { ISSUE_ATTEMPTS_MAX, markerOf } from "#lib/rollbacks/rules/issue.ts";
import { FakeGithub, TOKEN } from "#lib/rollbacks/testing/fake-github.ts";
import { RollbackWorld, takesIt } from "#lib/rollbacks/testing/rollback-world.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

describeWithDatabase("Incident reports as issues on GitHub", (getCtx) => {
  let github: FakeGithub;
  let ctx: TestContext;
  let incidentId: string;

  const see = async () => (await getIncident(ctx, { incidentId })).issue;
  const ask = () => requestIssue(ctx, { incidentId });
  const eventTypes = async () => {
    const where = { subjectKind: "incident", subjectId: incidentId, type: { startsWith: "incident_issue" } };
    return (await ctx.db.event.findMany({ where, orderBy: { seq: "asc" } })).map(({ type }) => type);
  };

  beforeAll(async () => {
    const usual = getCtx();
    const place = { owner: "acme", repository: "incidents", token: TOKEN, apiUrl: "http://127.0.0.1:9" };
    const world = await RollbackWorld.with({ ...usual, config: { ...usual.config, githubIssues: place } });
    const plan = await world.plan({ reason: "Doors stay open, says @mallory" });
    const { status } = await world.execute(await world.approve(plan));
    expect(status).toBe("executing");
    incidentId = (await usual.db.incident.findUniqueOrThrow({ where: { planId: plan.id } })).id;
    // The report waits for the end.
    ctx = { ...usual, config: { ...usual.config, githubIssues: place } };
    expect([await openIssues(ctx), (await see()).status]).toEqual([null, "waiting"]);
    await world.everybody(takesIt);
    expect((await world.see(plan.id)).status).toBe("completed");
  });

  beforeEach(async () => {
    github = new FakeGithub();
    const usual = getCtx();
    const clock = usual.clock;
    ctx = { ...usual, clock, config: { ...usual.config, githubIssues: await github.start() } };
    const data = { issueStatus: "waiting", issueUrl: null, issueError: null, issueDueAt: null, issueAttempts: 0 };
    await ctx.db.incident.update({ where: { id: incidentId }, data });
  });

  afterEach(() => github.stop());

  it("are opened by themselves once the rollback is over, and call nobody", async () => {
    expect(await openIssues(ctx)).toBeNull();
    expect(await see()).toEqual({
      status: "opened",
      url: "https://github.example.com/acme/incidents/issues/1",
      error: null,
      repository: "acme/incidents",
    });
    const [issue] = github.issues;
    expect(issue!.title).toContain("2.0.0 taken back to 1.0.0");
    expect(issue!.body).toContain(markerOf(incidentId));
    expect(issue!.body).toContain("## Timeline");
    expect(issue!.body).toContain("mallory");
    expect(issue!.body).not.toContain("@mallory");
    expect((await eventTypes()).at(-1)).toBe("incident_issue_opened");
  });

  it("are opened once, whoever asks and however many are at it", async () => {
    await Promise.all([ask(), ask(), ask()]);
    await Promise.all(Array.from({ length: 6 }, () => openIssues(ctx)));
    await ask();
    await openIssues(ctx);
    expect(github.issues).toHaveLength(1);
    expect(github.countOf("POST")).toBe(1);
    expect(await see()).toMatchObject({ status: "opened" });
  });

  it("are opened once where the answer was lost on its way", async () => {
    github.troubles.push(null, "lostAnswer");
    const next = await openIssues(ctx);
    expect(await see()).toMatchObject({ status: "waiting", url: null });
    expect((await see()).error).toContain("GitHub does not answer");
    await ask();
    ctx.clock.advance({ minutes: 10 });
    await openIssues(ctx);
    expect(github.issues).toHaveLength(1);
    expect(github.countOf("POST")).toBe(1);
    expect(await see()).toMatchObject({ status: "opened", url: github.issues[0]!.html_url, error: null });
    expect(next).toBeNull();
  });

  it("are opened once where whoever opened them was killed before noting it, also among many others", async () => {
    const now = ctx.clock.now();
    const claimed = await claimIssue(ctx.db, { now, until: new Date(now.getTime() + 60_000) });
    expect(claimed?.incidentId).toBe(incidentId);
    const issue = { title: "It", body: markerOf(incidentId) };
    await openIssueOnce(ctx.config, ctx.config.githubIssues!, { incidentId, since: now, issue });
    for (let index = 0; index < 250; index++) {
      github.issues.push({ ...github.issues[0]!, number: index + 2, body: "another", html_url: "https://example.com" });
    }
    // As long as somebody may still be at it, nobody else begins.
    await openIssues(ctx);
    expect(await see()).toMatchObject({ status: "waiting" });
    ctx.clock.advance({ minutes: 2 });
    await openIssues(ctx);
    expect(github.countOf("POST")).toBe(1);
    expect(await see()).toMatchObject({ status: "opened", url: github.issues[0]!.html_url });
  });

  it("wait while GitHub has trouble or wants fewer questions, and are given up in the end", async () => {
    await ask();
    github.troubles.push({ status: 503 });
    const first = await openIssues(ctx);
    expect(first!.getTime() - ctx.clock.now().getTime()).toBe(30_000);
    expect(await see()).toMatchObject({ status: "pending", error: "GitHub has trouble of its own (503)." });
    ctx.clock.advance({ seconds: 31 });
    github.troubles.push({ status: 403, headers: { "retry-after": "900" } });
    const second = await openIssues(ctx);
    expect(second!.getTime() - ctx.clock.now().getTime()).toBe(900_000);
    for (let count = 2; count < ISSUE_ATTEMPTS_MAX; count++) {
      github.troubles.push({ status: 500 });
      ctx.clock.advance({ hours: 2 });
      await openIssues(ctx);
    }
    expect(await see()).toMatchObject({ status: "failed", error: "GitHub has trouble of its own (500)." });
    expect((await eventTypes()).at(-1)).toBe("incident_issue_failed");
    await ask();
    await openIssues(ctx);
    expect(await see()).toMatchObject({ status: "opened", error: null });
  });

  it.each([
    [401, "GitHub does not accept the token (GITHUB_ISSUES_TOKEN)."],
    [403, "The token may not open issues in acme/incidents."],
    [404, "GitHub knows no repository acme/incidents, or the token may not see it."],
    [410, "Issues are turned off in acme/incidents."],
    [422, "GitHub refuses the issue (422)."],
  ])("say what is wrong where GitHub refuses with %i, and nothing of the token", async (status, sentence) => {
    github.troubles.push({ status });
    await openIssues(ctx);
    expect(await see()).toMatchObject({ status: "failed", error: sentence });
    const events = await ctx.db.event.findMany({ where: { subjectId: incidentId } });
    const incident = await getIncident(ctx, { incidentId });
    expect(
      JSON.stringify({ events, incident }, (_, value: unknown) => (typeof value === "bigint" ? 0 : value)),
    ).not.toContain(TOKEN);
  });

  it("are not asked for where no repository is named, by viewers, or of no report", async () => {
    const unnamed = { ...ctx, config: { ...ctx.config, githubIssues: null } };
    await expect(requestIssue(unnamed, { incidentId })).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(requestIssue(as(ctx, aUser("viewer")), { incidentId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const nobody = { incidentId: "00000000-0000-4000-8000-000000000000" };
    await expect(requestIssue(ctx, nobody)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await openIssues(unnamed)).toBeNull();
    expect(github.calls).toEqual([]);
  });
});
