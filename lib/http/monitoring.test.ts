import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { metricsOperation, healthOperation } from "#lib/http/operations/system.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

const folder = path.resolve(import.meta.dirname, "../../deploy");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");

interface Dashboard {
  panels: { type: string; targets?: { expr: string }[] }[];
  templating: { list: { query: string | { query: string } }[] };
}
interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string; description: string } }[] }[];
}

const dashboard = JSON.parse(read("grafana/slipway.json")) as Dashboard;
const rules = (parse(read("prometheus/alerts.yml")) as Rules).groups.flatMap((group) => group.rules);

const METRIC = /\b(?:slipway|process|nodejs)_[a-z0-9_]+/g;
const namesIn = (expression: string) => expression.replaceAll(/"[^"]*"/g, "").match(METRIC) ?? [];

describeWithDatabase("What monitoring asks for", (getCtx) => {
  let told = "";
  beforeAll(async () => {
    useAsRuntime(getCtx());
    await call(healthOperation);
    told = await (await call(metricsOperation)).text();
  });

  const isTold = (name: string) =>
    told.split("\n").some((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

  it.each(rules.map(({ alert, expr }) => [alert, expr]))("is there for the alert %s", (_alert, expression) => {
    const names = namesIn(expression).filter((name) => name !== "slipway_rollouts");
    expect(names.filter((name) => !isTold(name))).toEqual([]);
  });

  it("is there for every panel of the dashboard", () => {
    const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const queries = dashboard.templating.list.map(({ query }) => (typeof query === "string" ? "" : query.query));
    const names = [...new Set([...expressions, ...queries].flatMap(namesIn))];
    expect(names.length).toBeGreaterThan(10);
    // Of rollouts there is a figure once there is a rollout: what names the metric is there before.
    expect(told).toContain("# TYPE slipway_rollouts gauge");
    expect(names.filter((name) => name !== "slipway_rollouts" && !isTold(name))).toEqual([]);
  });

  it("tells what to do in every alert", () => {
    for (const { annotations } of rules) {
      expect(annotations.summary).not.toBe("");
      expect(annotations.description).not.toBe("");
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});
